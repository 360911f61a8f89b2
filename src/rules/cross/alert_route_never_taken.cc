#include <algorithm>
#include <set>
#include <string>
#include <utility>
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

/// What an alert must have for a route, each as `label=value` without quotes and blanks.
static std::set<std::string> conditions_of(const yaml::Node& route) {
  std::set<std::string> result;
  const auto add = [&](std::string_view text) {
    std::string condition;
    for (const char c : text)
      if (c != '"' && c != ' ' && c != '\'') condition += c;
    result.insert(std::move(condition));
  };
  for (const std::string_view key : {"match", "match_re"})
    if (const yaml::Node* const match = value_of(route, key); match != nullptr)
      for (const yaml::Entry& entry : match->entries)
        add(std::string(entry.key->text) + (key == "match" ? "=" : "=~") + std::string(entry.value->resolved().text));
  if (const yaml::Node* const list = value_of(route, "matchers"); list != nullptr)
    for (const yaml::Node* const item : list->items) add(item->resolved().text);
  return result;
}

/// The receiver of a route, by which people know it.
static Span place_of(const yaml::Node& route) {
  const yaml::Node* const receiver = value_of(route, "receiver");
  return receiver != nullptr ? receiver->span : route.span;
}

/// Routes behind one that takes all their alerts already, and does not let them go on.
static void check_order(const yaml::Node& routes, Report& report) {
  std::vector<std::pair<const yaml::Node*, std::set<std::string>>> taken;
  for (const yaml::Node* const item : routes.items) {
    const yaml::Node& route = item->resolved();
    std::set<std::string> conditions = conditions_of(route);
    const auto before = std::ranges::find_if(
        taken, [&](const auto& earlier) { return std::ranges::includes(conditions, earlier.second); });
    if (before != taken.end()) {
      report
          .at(place_of(route),
              "This route is never taken: an earlier one takes all of its alerts and has no `continue: true`")
          .note(place_of(*before->first), "This one takes them");
      continue;
    }
    const yaml::Node* const goes_on = value_of(route, "continue");
    if (goes_on == nullptr || goes_on->text != "true") taken.emplace_back(&route, std::move(conditions));
  }
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
  const yaml::Node* const routes = value_of(route, "routes");
  if (routes == nullptr) return;
  any = true;
  check_order(*routes, report);
  for (const yaml::Node* const inner : routes->items)
    check_route(project, service, inner->resolved(), depth + 1, report, any);
}

static void check(const project::Service& service, Report& report) {
  bool any = false;
  for (const project::File* const file : project::configuration_files(report.project(), service)) {
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
    .remedy =
        "Use the same values in the labels of the alerts and in the routes, and put the narrower of two routes first.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::monitoring,
    .strength = "have alerts for each of their routes",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::alert_route_never_taken
