#include "rules/rule.h"

namespace seaworthy::rules::deprecated_option {

extern const Rule rule = {
    .code = "SW2230",
    .summary = "Deprecated option",
    .why = "Compose still reads it and warns; a later release will not.",
    .remedy = "Write the current form that the message names.",
    .peers = "compose-go:external/name-deprecated compose-cli:x-develop/deprecated",
    .severity = Severity::low,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::documentation,
    .check = each_compose_problem<report_problem>("compose-deprecated-option"),
};

}  // namespace seaworthy::rules::deprecated_option
