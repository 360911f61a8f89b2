#include "rules/rule.h"

namespace seaworthy::rules::not_parseable {

extern const Rule rule = {
    .code = "SW2202",
    .summary = "File that is no valid YAML",
    .why = "Compose cannot read the file, so no service of it starts.",
    .remedy = "Correct the syntax at the place that the message names.",
    .peers =
        "docker-language-server:compose/yaml-syntax dclint:invalid-yaml compose-go:yaml/too-many-nodes "
        "compose-go:yaml/anchor-cycle compose-go:yaml/non-string-key compose-go:yaml/top-level",
    .severity = Severity::critical,
    .confidence = Confidence::certain,
    .rung = Rung::load,
    .category = Category::orchestration,
    .check = each_compose_problem<report_problem>("compose-yaml-invalid"),
};

}  // namespace seaworthy::rules::not_parseable
