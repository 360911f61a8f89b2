#include "rules/rule.h"

namespace seaworthy::rules::container_name_invalid {

extern const Rule rule = {
    .code = "SW2210",
    .summary = "Container name with characters that are not allowed",
    .why = "The engine refuses to create the container.",
    .remedy = "Use letters, digits, `_`, `.` and `-`, and begin with a letter or digit.",
    .peers = "dclint:service-container-name-regex compose-go:schema/pattern",
    .severity = Severity::high,
    .confidence = Confidence::certain,
    .rung = Rung::load,
    .category = Category::orchestration,
    .check = each_compose_problem<report_problem>("compose-container-name-invalid"),
};

}  // namespace seaworthy::rules::container_name_invalid
