#include "rules/rule.h"

namespace seaworthy::rules::environment_name_trailing_space {

extern const Rule rule = {
    .code = "SW2225",
    .summary = "Variable name that ends in a space",
    .why = "The program looks for the name without the space and does not find it; Compose refuses the stack.",
    .remedy = "Remove the space in front of `=`.",
    .peers = "compose-go:environment/trailing-space",
    .severity = Severity::high,
    .confidence = Confidence::certain,
    .rung = Rung::load,
    .category = Category::orchestration,
    .check = each_compose_problem<report_problem>("compose-environment-trailing-space"),
};

}  // namespace seaworthy::rules::environment_name_trailing_space
