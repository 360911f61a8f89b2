#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::alerts_go_nowhere {

static const yaml::Node* value(const yaml::Node* node, std::string_view key) {
  if (node == nullptr || !node->resolved().is_mapping()) return nullptr;
  const yaml::Node* const found = node->resolved().get(key);
  return found != nullptr ? &found->resolved() : nullptr;
}

static bool has_items(const yaml::Node* node) { return node != nullptr && node->is_sequence() && !node->items.empty(); }

static void check(const project::File& file, Report& report) {
  if (file.kind != project::FileKind::prometheus || file.yaml == nullptr || file.role == project::Role::test ||
      file.role == project::Role::example)
    return report.skip();
  const yaml::Node* const root = file.yaml->root();
  const yaml::Node* const rules = value(root, "rule_files");
  if (!has_items(rules)) return report.skip();
  const yaml::Node* const managers = value(value(root, "alerting"), "alertmanagers");
  if (!has_items(managers)) {
    // Where the file is missing too, nothing is evaluated in the first place.
    report.at(rules->items.front()->span,
              "The alerts are evaluated and sent to nobody; name an Alertmanager below `alerting`");
    return;
  }
  bool any_target = false;
  for (const yaml::Node* const manager : managers->items) {
    if (!manager->resolved().is_mapping()) continue;
    for (const yaml::Entry& entry : manager->resolved().entries) {
      if (entry.key->text.ends_with("_sd_configs") || entry.key->text == "static_configs")
        for (const yaml::Node* const one : entry.value->resolved().items)
          any_target = any_target || entry.key->text != "static_configs" || has_items(value(one, "targets"));
    }
  }
  if (!any_target) report.at(managers->span, "The list of Alertmanagers is empty, so alerts are sent to nobody");
}

extern const Rule rule = {
    .code = "SW4435",
    .summary = "Alerts that are sent to nobody",
    .why = "Rules turn red on a page that nobody has open.",
    .remedy = "Run Alertmanager with a receiver, and list it below `alerting.alertmanagers`.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::monitoring,
    .strength = "send their alerts on",
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::alerts_go_nowhere
