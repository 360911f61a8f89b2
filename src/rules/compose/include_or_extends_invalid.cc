#include "rules/rule.h"

namespace seaworthy::rules::include_or_extends_invalid {

extern const Rule rule = {
    .code = "SW2217",
    .summary = "Include or extends that cannot be followed",
    .why = "What the missing file holds is not part of the stack, and Compose refuses to go on.",
    .remedy = "Correct the path or the name of the service.",
    .peers = "compose-go:include/not-a-list compose-go:extends/unreadable",
    .severity = Severity::high,
    .confidence = Confidence::certain,
    .rung = Rung::load,
    .category = Category::orchestration,
    .check = each_compose_problem<report_problem>("compose-include-invalid"),
};

}  // namespace seaworthy::rules::include_or_extends_invalid
