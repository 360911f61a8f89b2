#include <string_view>

#include "project/model.h"
#include "rules/lib/vocabulary.h"
#include "rules/lib/words.h"
#include "rules/lib/yaml_values.h"
#include "rules/rule.h"

namespace seaworthy::rules::lost_target_alerts_nobody {

/// Whether an expression notices that a target is gone: `up == 0`, `absent(...)`, `probe_success`, `mysql_up`.
static bool notices_loss(std::string_view expression) {
  if (contains(expression, "absent") || contains(expression, "_success") || contains(expression, "_up") ||
      contains(expression, "count(up") || contains(expression, "health") || contains(expression, "time()"))
    return true;
  for (std::size_t at = expression.find("up"); at != std::string_view::npos; at = expression.find("up", at + 1)) {
    const bool begins = at == 0 || !is_word_character(expression[at - 1]);
    const bool ends = at + 2 >= expression.size() || !is_word_character(expression[at + 2]);
    if (begins && ends) return true;
  }
  return false;
}

static void check(const project::Project& project, Report& report) {
  Span first;
  for (const project::File& file : project.files) {
    if (file.kind != project::FileKind::prometheus_rules) continue;
    if (file.yaml == nullptr || file.yaml->root() == nullptr) return report.skip();
    const yaml::Node* const groups = child(file.yaml->root(), "groups");
    if (groups == nullptr) return report.skip();
    for (const yaml::Node* const group : groups->resolved().items) {
      const yaml::Node* const rules = child(group, "rules");
      if (rules == nullptr) continue;
      for (const yaml::Node* const item : rules->resolved().items) {
        const yaml::Node* const alert = child(item, "alert");
        if (alert == nullptr) continue;
        if (!first.valid()) first = alert->resolved().span;
        if (notices_loss(scalar(child(item, "expr")))) return;
      }
    }
  }
  if (!first.valid()) return report.skip();
  report.at(first, "No alert notices that a target is gone, and without its metrics the others stay silent as well")
      .advise("Add one on `up == 0`");
}

extern const Rule rule = {
    .code = "SW4199",
    .summary = "Alerts that stay silent when a target is gone",
    .why =
        "An alert on a metric needs the metric. When the program, its exporter or its machine is down there is none, "
        "and the expression has no value to compare.",
    .remedy = "Add an alert on `up == 0`, and on `absent(...)` for what may vanish as a whole.",
    .references = "https://prometheus.io/docs/practices/alerting/",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::monitoring,
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::lost_target_alerts_nobody
