#include "rules/rule.h"

namespace seaworthy::rules::duration_invalid {

extern const Rule rule = {
    .code = "SW2351",
    .summary = "Duration that is none",
    .why = "Compose refuses a duration without a unit or with one that it does not know, and nothing starts.",
    .remedy = "Write a number with a unit: `500ms`, `30s`, `1m30s`, `2h`.",
    .peers = "compose-go:schema/duration",
    .severity = Severity::high,
    .confidence = Confidence::certain,
    .rung = Rung::load,
    .category = Category::orchestration,
    .check = each_compose_problem<report_problem>("compose-bad-duration"),
};

}  // namespace seaworthy::rules::duration_invalid
