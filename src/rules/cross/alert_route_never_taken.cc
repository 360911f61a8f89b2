#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "project/model.h"
#include "project/upstreams.h"
#include "rules/lib/words.h"
#include "rules/lib/yaml_values.h"
#include "rules/rule.h"

namespace seaworthy::rules::alert_route_never_taken {

/// Values that the alerts of a stack have for a label; `known` is false when some cannot be told.
struct Given {
  std::set<std::string_view> values;
  bool known = true, any_alert = false;
};

static Given given(const project::Project& project, const project::Stack& stack, std::string_view label) {
  Given result;
  std::set<const project::File*> seen;
  for (const project::Service* const service : stack.services)
    for (const project::File* const file : project::configuration_files(project, *service)) {
      if (file->kind != project::FileKind::prometheus_rules && file->kind != project::FileKind::loki) continue;
      if (file->yaml == nullptr || file->yaml->root() == nullptr || !seen.insert(file).second) continue;
      const yaml::Node* const groups = value_of(file->yaml->root()->resolved(), "groups");
      if (groups == nullptr) continue;
      for (const yaml::Node* const group : groups->items) {
        const yaml::Node* const rules = value_of(group->resolved(), "rules");
        if (rules == nullptr) continue;
        for (const yaml::Node* const rule : rules->items) {
          if (value_of(rule->resolved(), "alert") == nullptr) continue;
          result.any_alert = true;
          const yaml::Node* const labels = value_of(rule->resolved(), "labels");
          const yaml::Node* const found = labels != nullptr ? value_of(*labels, label) : nullptr;
          if (found == nullptr) continue;
          if (contains(found->text, "{{")) result.known = false;
          result.values.insert(found->text);
        }
      }
    }
  return result;
}

static void check_matcher(const project::Project& project, const project::Service& service, std::string_view label,
                          std::string_view wanted, Span span, Report& report, bool& any) {
  // Other labels come from the series and the targets.
  if (label != "severity" && label != "priority" && label != "team") return;
  any = true;
  const Given labels = given(project, *service.stack, label);
  if (!labels.any_alert || !labels.known || labels.values.empty() || labels.values.contains(wanted)) return;
  report
      .at(span, "No alert has `{}={}`, so that this route is never taken; they have `{}`", label, wanted,
          *labels.values.begin())
      .note(service.span, "`{}` reads this", service.name);
}

static void check_route(const project::Project& project, const project::Service& service, const yaml::Node& route,
                        unsigned depth, Report& report, bool& any) {
  if (depth > 8) return;
  if (const yaml::Node* const match = value_of(route, "match"); match != nullptr)
    for (const yaml::Entry& entry : match->entries)
      check_matcher(project, service, entry.key->text, entry.value->resolved().text, entry.value->resolved().span,
                    report, any);
  if (const yaml::Node* const list = value_of(route, "matchers"); list != nullptr)
    for (const yaml::Node* const item : list->items) {
      std::string_view text = item->resolved().text;
      const std::size_t equals = text.find('=');
      if (equals == std::string_view::npos || equals == 0 || text[equals - 1] == '!' ||
          (equals + 1 < text.size() && text[equals + 1] == '~'))
        continue;
      std::string_view label = text.substr(0, equals), wanted = text.substr(equals + 1);
      while (label.ends_with(' ')) label.remove_suffix(1);
      while (wanted.starts_with(' ') || wanted.starts_with('"')) wanted.remove_prefix(1);
      while (wanted.ends_with(' ') || wanted.ends_with('"')) wanted.remove_suffix(1);
      check_matcher(project, service, label, wanted, item->resolved().span, report, any);
    }
  if (const yaml::Node* const routes = value_of(route, "routes"); routes != nullptr)
    for (const yaml::Node* const inner : routes->items)
      check_route(project, service, inner->resolved(), depth + 1, report, any);
}

static void check(const project::Service& service, Report& report) {
  bool any = false;
  for (const project::File* const file : service.mounted_files) {
    if (file->kind != project::FileKind::alertmanager || file->yaml == nullptr || file->yaml->root() == nullptr)
      continue;
    if (const yaml::Node* const route = value_of(file->yaml->root()->resolved(), "route"); route != nullptr)
      check_route(report.project(), service, *route, 0, report, any);
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4831",
    .summary = "Route for alerts that no alert takes",
    .why = "Alerts fall through to the default receiver: whoever should be called at night is not.",
    .remedy = "Use the same values in the labels of the alerts and in the routes.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::monitoring,
    .strength = "have alerts for each of their routes",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::alert_route_never_taken
