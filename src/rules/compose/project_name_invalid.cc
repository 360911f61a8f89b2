#include "rules/rule.h"

namespace seaworthy::rules::project_name_invalid {

extern const Rule rule = {
    .code = "SW2219",
    .summary = "Project name with characters that are not allowed",
    .why = "Compose refuses the stack.",
    .remedy = "Use lower case letters, digits, `_` and `-`, and begin with a letter or digit.",
    .peers = "compose-go:project-name/invalid",
    .severity = Severity::high,
    .confidence = Confidence::certain,
    .rung = Rung::load,
    .category = Category::orchestration,
    .check = each_compose_problem<report_problem>("compose-project-name-invalid"),
};

}  // namespace seaworthy::rules::project_name_invalid
