#include "rules/rule.h"

namespace seaworthy::rules::required_variable_missing {

extern const Rule rule = {
    .code = "SW2232",
    .summary = "Required variable that nothing sets or names",
    .why = "Compose refuses to start, and no template tells whoever deploys what to set.",
    .remedy = "Name the variable in `.env.example`, or set it in `.env`.",
    .peers = "compose-go:interpolation/required",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::load,
    .category = Category::orchestration,
    .check = each_compose_problem<report_problem>("compose-required-variable-unset"),
};

}  // namespace seaworthy::rules::required_variable_missing
