#include "rules/rule.h"

#include <algorithm>

#include "project/model.h"

namespace seaworthy::rules::prometheus_without_alerts {

/// Rules that Grafana evaluates, as its provisioning has them.
static bool has_alerts_of_grafana(const project::File& file) {
  if (file.yaml == nullptr || file.yaml->root() == nullptr || !file.yaml->root()->is_mapping() ||
      file.yaml->root()->get("apiVersion") == nullptr)
    return false;
  const yaml::Node* const groups = file.yaml->root()->get("groups");
  return groups != nullptr && groups->is_sequence() && std::ranges::any_of(groups->items, [](const yaml::Node* group) {
           return group->resolved().is_mapping() && group->resolved().get("rules") != nullptr;
         });
}

static void check(const project::Project& project, Report& report) {
  const project::File* prometheus = nullptr;
  for (const project::File& file : project.files) {
    if (file.kind == project::FileKind::prometheus_rules || has_alerts_of_grafana(file)) return;
    if (file.kind != project::FileKind::prometheus || file.yaml == nullptr || file.yaml->root() == nullptr) continue;
    // A Compose file of that name, or one part of several, collects nothing.
    if (file.yaml->root()->get("scrape_configs") == nullptr) continue;
    if (prometheus == nullptr) prometheus = &file;
    const yaml::Node* const rules = file.yaml->root()->get("rule_files");
    if (rules != nullptr && rules->is_sequence() && !rules->items.empty()) return;
  }
  if (prometheus == nullptr) return report.skip();
  report.at({prometheus->source, 0, 0},
            "Prometheus collects metrics, and no rule turns one into an alert; add `rule_files`");
}

extern const Rule rule = {
    .code = "SW7029",
    .summary = "Metrics without alerts",
    .why = "A graph tells what happened after somebody noticed; only an alert notices.",
    .remedy =
        "Add `rule_files` with alerts on what users feel (probe down, error rate, disk filling), and an "
        "Alertmanager that sends them.",
    .severity = Severity::medium,
    .rung = Rung::operate,
    .category = Category::monitoring,
    .strength = "alerts on its metrics",
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::prometheus_without_alerts
