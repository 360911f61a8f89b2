#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "discover/gitignore.h"
#include "project/container_files.h"
#include "project/paths.h"
#include "project/upstreams.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::prometheus_rules_missing {

/// A config that is granted to some service under that name.
static bool is_granted(const project::Project& project, std::string_view name) {
  return std::ranges::any_of(project.services, [&](const project::Service& service) {
    return std::ranges::any_of(service.definition->configs, [&](const compose::SecretGrant& grant) {
      return base_name(grant.target.empty() ? grant.name : grant.target) == name;
    });
  });
}

/// Where a file of the repository stands in the container of a service; "" when nothing mounts it.
static std::string container_place(const project::Service& service, std::string_view path) {
  for (const compose::Mount& mount : service.definition->mounts) {
    if (mount.type != compose::MountType::bind || !mount.inside_root || !project::is_below(path, mount.host_path))
      continue;
    std::string_view rest = path.substr(mount.host_path.size());
    if (!mount.host_path.empty() && !rest.empty()) rest.remove_prefix(1);
    return rest.empty() ? std::string(mount.target) : project::container_path(mount.target, rest);
  }
  return {};
}

static bool is_pattern(std::string_view path) { return path.find_first_of("*?[") != std::string_view::npos; }

/// Whether a folder of the tree has a file that fits the last part of a pattern.
static bool has_rules(const project::Project& project, std::string_view folder, std::string_view pattern) {
  return std::ranges::any_of(project.children(folder), [&](std::string_view child) {
    return discover::glob_matches(base_name(pattern), base_name(child)) &&
           project.path_state(child) != project::PathState::directory;
  });
}

enum class Found : std::uint8_t { yes, no, unknown };

static Found in_container(const project::Project& project, const project::Service& service, const std::string& path) {
  const std::string folder = path.substr(0, path.rfind('/'));
  const std::string asked = is_pattern(base_name(path)) ? folder : path;
  if (is_pattern(asked)) return Found::unknown;
  // Files that are mounted there one by one, whatever they are called in the repository.
  for (const compose::Mount& mount : service.definition->mounts)
    if (asked == folder && project::parent_path(mount.target) == folder &&
        discover::glob_matches(base_name(path), base_name(mount.target)))
      return !mount.inside_root || project.path_state(mount.host_path) != project::PathState::missing ? Found::yes
                                                                                                      : Found::no;
  const project::ContainerFile there = project::container_file(project, service, asked);
  if (there.mount == nullptr) return service.builds || service.image == nullptr ? Found::unknown : Found::no;
  if (there.source_path.empty()) return Found::unknown;
  const project::PathState state = project.path_state(there.source_path);
  if (state == project::PathState::missing) return Found::no;
  if (state == project::PathState::directory && asked == folder)
    return has_rules(project, there.source_path, path) ? Found::yes : Found::no;
  return state == project::PathState::file || state == project::PathState::directory ? Found::yes : Found::unknown;
}

static Found in_tree(const project::Project& project, const project::File& file, std::string_view path) {
  if (path.starts_with('/')) return Found::unknown;
  const bool pattern = is_pattern(path);
  const auto joined = project::join_path(project::parent_path(file.path), pattern ? project::parent_path(path) : path);
  if (!joined.has_value() || is_pattern(*joined)) return Found::unknown;
  if (pattern) return has_rules(project, *joined, path) ? Found::yes : Found::no;
  return project.path_state(*joined) == project::PathState::missing ? Found::no : Found::yes;
}

static void check(const project::Project& project, Report& report) {
  bool any = false;
  for (const project::File& file : project.files) {
    if (file.kind != project::FileKind::prometheus || file.yaml == nullptr || file.yaml->root() == nullptr) continue;
    const yaml::Node* const rules = file.yaml->root()->resolved().get("rule_files");
    if (rules == nullptr || !rules->resolved().is_sequence()) continue;
    const project::Service* user = nullptr;
    std::string place;
    for (const project::Service& service : project.services) {
      if (!service.active) continue;
      place = container_place(service, file.path);
      // Others may have the whole repository mounted.
      if (place.empty() || !contains(service.definition->image.value, "prom")) continue;
      user = &service;
      break;
    }
    for (const yaml::Node* const item : rules->resolved().items) {
      const yaml::Node& node = item->resolved();
      if (!node.is_scalar() || node.text.empty()) continue;
      any = true;
      if (is_granted(project, base_name(node.text))) continue;
      const Found found =
          user != nullptr
              ? in_container(project, *user, project::container_path(place.substr(0, place.rfind('/')), node.text))
              : in_tree(project, file, node.text);
      if (found != Found::no) continue;
      if (user != nullptr) {
        report
            .at(node.span, "Nothing of `{}` is in the container of `{}`, so no alert is ever evaluated", node.text,
                user->name)
            .note(user->span, "`{}` reads this configuration", user->name)
            .reaches(*user->stack);
      } else {
        report.at(node.span, "`{}` does not exist, so no alert is ever evaluated", node.text);
      }
    }
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4434",
    .summary = "Alert rules that Prometheus does not find",
    .why = "A pattern that matches nothing is no error: Prometheus starts, collects, and never alerts.",
    .remedy = "Mount the folder with the rules at the path that `rule_files` names.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::monitoring,
    .strength = "finds the alert rules that it names",
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::prometheus_rules_missing
