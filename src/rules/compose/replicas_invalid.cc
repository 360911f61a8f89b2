#include "rules/rule.h"

namespace seaworthy::rules::replicas_invalid {

extern const Rule rule = {
    .code = "SW2214",
    .summary = "Number of replicas that makes no sense",
    .why = "Compose refuses the stack.",
    .remedy = "Write a number that is not negative.",
    .peers = "compose-go:scale/negative",
    .severity = Severity::high,
    .confidence = Confidence::certain,
    .rung = Rung::load,
    .category = Category::orchestration,
    .check = each_compose_problem<report_problem>("compose-bad-replicas"),
};

}  // namespace seaworthy::rules::replicas_invalid
