#include "rules/rule.h"

namespace seaworthy::rules::flag_not_boolean {

extern const Rule rule = {
    .code = "SW1404",
    .summary = "Flag that takes true or false has another value",
    .why = "BuildKit refuses the whole file: `yes`, `1` and `on` are no booleans to it.",
    .remedy = "Write `true` or `false`, or leave the value out for true.",
    .peers =
        "buildkit-error:flag-not-boolean dockerfile-utils:FLAG_INVALID_LINK_VALUE "
        "dockerfile-utils:FLAG_EXPECTED_BOOLEAN_VALUE",
    .references = "https://docs.docker.com/reference/dockerfile/",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile_problem<report_problem>("flag-bad-boolean"),
};

}  // namespace seaworthy::rules::flag_not_boolean
