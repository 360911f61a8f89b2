#include "rules/rule.h"

namespace seaworthy::rules::undefined_reference {

extern const Rule rule = {
    .code = "SW2204",
    .summary = "Network, volume, secret or config that is not declared",
    .why = "Compose refuses the stack.",
    .remedy = "Declare it at the top level, or correct the spelling.",
    .peers =
        "compose-go:network/undefined compose-go:volume/undefined compose-go:build-secret/undefined "
        "compose-go:config/undefined compose-go:model/undefined compose-go:secret/undefined",
    .severity = Severity::high,
    .confidence = Confidence::certain,
    .rung = Rung::load,
    .category = Category::orchestration,
    .check = each_compose_problem<report_problem>("compose-undefined-reference"),
};

}  // namespace seaworthy::rules::undefined_reference
