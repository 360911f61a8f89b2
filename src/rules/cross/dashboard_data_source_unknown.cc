#include "rules/rule.h"

#include <map>
#include <set>
#include <string>
#include <utility>

#include "base/sha256.h"

#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::dashboard_data_source_unknown {

/// More nodes than this are no dashboard that somebody wrote.
constexpr int most_nodes = 50'000;

using Names = std::set<std::string, std::less<>>;

/// The uid that Grafana gives a provisioned data source without one: `P` and the first eight bytes of its name's
/// SHA-256. Source: `safeUIDFromName` of github.com/grafana/grafana/pkg/services/provisioning/datasources.
static std::string uid_of_name(std::string_view name) {
  std::string uid = "P";
  for (const char digit : sha256(name).substr(0, 16))
    uid += digit >= 'a' ? static_cast<char>(digit - 'a' + 'A') : digit;
  return uid;
}

/// The names by which dashboards may call the provisioned data sources.
static Names provisioned(const project::Project& project, std::string_view folder, const project::File*& where) {
  Names names;
  for (const project::File& file : project.files) {
    if (!project::is_below(file.path, folder)) continue;
    if (file.kind != project::FileKind::grafana || file.yaml == nullptr || file.yaml->root() == nullptr) continue;
    const yaml::Node& root = file.yaml->root()->resolved();
    const yaml::Node* const sources = root.is_mapping() ? root.get("datasources") : nullptr;
    if (sources == nullptr) continue;
    for (const yaml::Node* const item : sources->resolved().items) {
      if (!item->resolved().is_mapping()) continue;
      const yaml::Node* const name = item->resolved().get("name");
      const yaml::Node* const uid = item->resolved().get("uid");
      if (name != nullptr) names.emplace(name->resolved().text);
      if (uid != nullptr)
        names.emplace(uid->resolved().text);
      else if (name != nullptr)
        names.insert(uid_of_name(name->resolved().text));
      where = &file;
    }
  }
  return names;
}

/// The part of the tree whose Grafana shows a dashboard: the folder of the nearest Compose file above it, where there
/// is one; else all.
static std::string_view home_of(const project::Project& project, const project::File& dashboard) {
  for (std::string_view folder = project::parent_path(dashboard.path); !folder.empty();
       folder = project::parent_path(folder))
    for (const project::Stack& stack : project.stacks)
      for (const project::File* const file : stack.files)
        if (project::parent_path(file->path) == folder) return folder;
  return {};
}

/// The first data source of a dashboard that is none of `names`.
static const yaml::Node* unknown_source(const yaml::Node& node, const Names& names, int& budget) {
  if (--budget < 0) return nullptr;
  const auto judge = [&](const yaml::Node& value) -> const yaml::Node* {
    const yaml::Node* const named = value.is_mapping() ? value.get("uid") : &value;
    if (named == nullptr || !named->resolved().is_scalar()) return nullptr;
    const std::string_view text = named->resolved().text;
    if (text.empty() || contains(text, "$") || text.starts_with('-') || text == "grafana" || text == "null")
      return nullptr;
    return names.contains(text) ? nullptr : &named->resolved();
  };
  if (node.is_mapping()) {
    for (const yaml::Entry& entry : node.entries) {
      const yaml::Node& value = entry.value->resolved();
      if (entry.key->text == "datasource") {
        if (const yaml::Node* const found = judge(value); found != nullptr) return found;
        continue;
      }
      if (entry.key->text == "annotations" || entry.key->text == "templating") continue;
      if (const yaml::Node* const found = unknown_source(value, names, budget); found != nullptr) return found;
    }
  }
  if (node.is_sequence())
    for (const yaml::Node* const item : node.items)
      if (const yaml::Node* const found = unknown_source(item->resolved(), names, budget); found != nullptr)
        return found;
  return nullptr;
}

static void check(const project::Project& project, Report& report) {
  const project::File* where = nullptr;
  if (provisioned(project, {}, where).empty()) return report.skip();
  std::map<std::string_view, std::pair<Names, const project::File*>> by_home;
  bool any = false;
  for (const project::File& file : project.files) {
    if (file.kind != project::FileKind::grafana || file.yaml == nullptr || file.yaml->root() == nullptr) continue;
    const yaml::Node& root = file.yaml->root()->resolved();
    if (!root.is_mapping() || (root.get("panels") == nullptr && root.get("rows") == nullptr)) continue;
    const std::string_view home = home_of(project, file);
    const auto [known, is_new] = by_home.try_emplace(home);
    if (is_new) known->second.first = provisioned(project, home, known->second.second);
    const Names& names = known->second.first;
    where = known->second.second;
    if (names.empty()) continue;
    any = true;
    int budget = most_nodes;
    const yaml::Node* const found = unknown_source(root, names, budget);
    if (found == nullptr) continue;
    report
        .at(found->span, "This dashboard asks the data source `{}`, and none of that name or uid is provisioned",
            found->text)
        .note({where->source, 0, 0}, "The data sources are provisioned here");
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4438",
    .summary = "Dashboard of a data source that is not provisioned",
    .why = "Every panel shows `Datasource not found`, usually noticed in the first outage.",
    .remedy = "Give the provisioned data source the `uid` that the dashboards use.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::monitoring,
    .strength = "shows dashboards of data sources that exist",
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::dashboard_data_source_unknown
