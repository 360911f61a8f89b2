#include "rules/rule.h"

#include <algorithm>

#include "project/model.h"
#include "rules/lib/yaml_values.h"

namespace seaworthy::rules::alertmanager_tells_nobody {

/// Routes below a route name receivers of their own; how deep they go the parser bounds.
static void check_routes(const yaml::Node& route, const yaml::Node& receivers, Report& report) {
  const yaml::Node* const routes = value_of(route, "routes");
  if (routes == nullptr) return;
  for (const yaml::Node* const item : routes->items) {
    const yaml::Node& inner = item->resolved();
    const yaml::Node* const chosen = value_of(inner, "receiver");
    const bool is_defined = chosen == nullptr || std::ranges::any_of(receivers.items, [&](const yaml::Node* receiver) {
                              const yaml::Node* const name = value_of(receiver->resolved(), "name");
                              return name != nullptr && name->text == chosen->text;
                            });
    if (!is_defined)
      report.at(chosen->span, "No receiver is called `{}`, so Alertmanager does not start", chosen->text)
          .severity(Severity::high)
          .rung(Rung::start);
    check_routes(inner, receivers, report);
  }
}

static bool sends(const yaml::Node& receiver) {
  return std::ranges::any_of(receiver.entries, [](const yaml::Entry& entry) {
    return entry.key->text.ends_with("_configs") && !entry.value->resolved().items.empty();
  });
}

static void check(const project::File& file, Report& report) {
  if (file.kind != project::FileKind::alertmanager || file.yaml == nullptr || file.yaml->root() == nullptr)
    return report.skip();
  const yaml::Node& root = file.yaml->root()->resolved();
  const yaml::Node* const route = value_of(root, "route");
  const yaml::Node* const chosen = route != nullptr ? value_of(*route, "receiver") : nullptr;
  const yaml::Node* const receivers = value_of(root, "receivers");
  if (chosen == nullptr || !chosen->is_scalar() || receivers == nullptr || !receivers->is_sequence())
    return report.skip();
  check_routes(*route, *receivers, report);
  // A tree of routes may end elsewhere for every alert that matters, as long as somebody is told there.
  const bool has_routes =
      value_of(*route, "routes") != nullptr &&
      std::ranges::any_of(receivers->items, [](const yaml::Node* item) { return sends(item->resolved()); });
  for (const yaml::Node* const item : receivers->items) {
    const yaml::Node& receiver = item->resolved();
    const yaml::Node* const name = value_of(receiver, "name");
    if (name == nullptr || name->text != chosen->text) continue;
    if (sends(receiver) || has_routes) return;
    report.at(chosen->span, "The receiver `{}` sends to nobody; give it an address", chosen->text)
        .note(name->span, "It has no `..._configs`");
    return;
  }
  report.at(chosen->span, "No receiver is called `{}`, so Alertmanager does not start", chosen->text)
      .severity(Severity::high)
      .rung(Rung::start);
}

extern const Rule rule = {
    .code = "SW4436",
    .summary = "Alertmanager without anybody to tell",
    .why = "Alerts arrive there and end there.",
    .remedy = "Add `email_configs`, `slack_configs`, `webhook_configs` or another way to reach a person.",
    .severity = Severity::medium,
    .rung = Rung::operate,
    .category = Category::monitoring,
    .strength = "reach somebody with their alerts",
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::alertmanager_tells_nobody
