#include <algorithm>
#include <string_view>
#include <vector>

#include "discover/gitignore.h"
#include "project/model.h"
#include "project/names.h"
#include "rules/lib/made_files.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"
#include "rules/lib/yaml_values.h"
#include "rules/rule.h"

namespace seaworthy::rules::alert_rules_never_loaded {

/// What the configurations of Prometheus load.
struct Loaded {
  const project::File* server = nullptr;  ///< The first configuration that collects something.
  std::vector<std::string_view> patterns;
  bool known = true;  ///< False: another program may read rules, or a configuration was not read.
};

static Loaded loaded(const project::Project& project) {
  Loaded result;
  for (const project::File* const file : project::files_of_kind(project, project::FileKind::prometheus)) {
    if (file->yaml == nullptr || file->yaml->root() == nullptr) {
      result.known = false;
      continue;
    }
    const yaml::Node& root = file->yaml->root()->resolved();
    if (result.server == nullptr && value_of(root, "scrape_configs") != nullptr) result.server = file;
    if (const yaml::Node* const rules = value_of(root, "rule_files"); rules != nullptr)
      for (const yaml::Node* const pattern : rules->resolved().items)
        result.patterns.push_back(base_name(pattern->resolved().text));
  }
  for (const project::Service& service : project.services)
    if (contains(service.definition->image.value, "vmalert") || contains(service.definition->image.value, "mimir") ||
        contains(service.definition->image.value, "thanos") || contains(service.definition->image.value, "cortex"))
      result.known = false;
  return result;
}

/// The first alert of a file; null when it only records.
static const yaml::Node* first_alert(const project::File& file) {
  if (file.yaml == nullptr || file.yaml->root() == nullptr) return nullptr;
  const yaml::Node* const groups = value_of(file.yaml->root()->resolved(), "groups");
  if (groups == nullptr) return nullptr;
  for (const yaml::Node* const group : groups->resolved().items)
    if (const yaml::Node* const rules = value_of(group->resolved(), "rules"); rules != nullptr)
      for (const yaml::Node* const rule : rules->resolved().items)
        if (const yaml::Node* const alert = value_of(rule->resolved(), "alert"); alert != nullptr)
          return &alert->resolved();
  return nullptr;
}

/// Rules of other programs have the same form: Loki's ask for logs, and custom resources are read by an operator.
static bool is_of_another_program(const project::Project& project, const project::File& file) {
  const std::string_view text = project.sources[file.source].text();
  return contains(file.path, "loki") || contains(text, "PrometheusRule") || contains(text, "|=") ||
         contains(text, "|~") || contains(text, "count_over_time({");
}

static void check(const project::File& file, Report& report) {
  if (file.kind != project::FileKind::prometheus_rules || !file.has_content) return report.skip();
  const project::Project& project = report.project();
  const yaml::Node* const alert = first_alert(file);
  if (alert == nullptr || is_of_another_program(project, file)) return report.skip();
  const Loaded& known = once<loaded>(report);
  if (!known.known || known.server == nullptr) return report.skip();
  const auto is_loaded_as = [&](std::string_view path) {
    return std::ranges::any_of(
        known.patterns, [&](std::string_view pattern) { return discover::glob_matches(pattern, base_name(path)); });
  };
  if (is_loaded_as(file.path)) return;
  // A mount may give it another name.
  for (const project::Service& service : project.services)
    for (const compose::Mount& mount : service.definition->mounts)
      if (mount.inside_root && mount.host_path == file.path && is_loaded_as(mount.target)) return;
  Builder finding = report.at(alert->span, "No `rule_files` has `{}`, so that nobody is told of `{}`",
                              base_name(file.path), alert->text);
  finding.note({known.server->source, 0, 0}, "This is what Prometheus reads");
  // A guide tells people to bring it to the Prometheus that they have.
  if (guide_on_file(project, file.path) != nullptr) finding.severity(Severity::low).confidence(Confidence::possible);
}

extern const Rule rule = {
    .code = "SW4391",
    .summary = "Alert rules that no Prometheus loads",
    .why =
        "Prometheus evaluates the files of `rule_files` alone. Rules that merely lie in a folder beside its "
        "configuration, mounted or not, never fire, and nothing says so.",
    .remedy = "Name the file, or a pattern such as `rules/*.yml`, in `rule_files`.",
    .references = "https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/#configuring-rules",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::monitoring,
    .strength = "load their alert rules",
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::alert_rules_never_loaded
