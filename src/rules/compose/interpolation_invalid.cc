#include "rules/rule.h"

namespace seaworthy::rules::interpolation_invalid {

extern const Rule rule = {
    .code = "SW2216",
    .summary = "Variable that is not well-formed",
    .why = "Compose refuses the stack, or the text reaches the program as it stands.",
    .remedy = "Close the braces; write `$$` for a dollar that is meant literally.",
    .peers = "compose-go:interpolation/invalid compose-go:interpolation/cast",
    .severity = Severity::high,
    .confidence = Confidence::certain,
    .rung = Rung::load,
    .category = Category::orchestration,
    .check = each_compose_problem<report_problem>("compose-interpolation-invalid"),
};

}  // namespace seaworthy::rules::interpolation_invalid
