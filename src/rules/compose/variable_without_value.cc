#include "rules/rule.h"

namespace seaworthy::rules::variable_without_value {

extern const Rule rule = {
    .code = "SW2231",
    .summary = "Variable that nothing sets",
    .why = "Compose warns and puts an empty text in its place.",
    .remedy = "Set it in `.env` and name it in `.env.example`, give it a default with `:-`, or require it with `:?`.",
    .peers = "compose-go:interpolation/unset",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_compose_problem<report_problem>("compose-variable-unset"),
};

}  // namespace seaworthy::rules::variable_without_value
