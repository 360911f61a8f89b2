#include "rules/rule.h"

namespace seaworthy::rules::key_value_malformed {

extern const Rule rule = {
    .code = "SW1406",
    .summary = "ENV, LABEL or ARG that cannot be read",
    .why = "BuildKit refuses the whole file when a pair has no name, no value or an open quote.",
    .remedy = "Write `name=value`, and put a value with blanks in double quotes.",
    .peers =
        "hadolint:DL1000 buildkit-error:key-value-syntax buildkit-error:variable-substitution "
        "buildkit-error:blank-name "
        "dockerfile-utils:ARGUMENT_REQUIRES_TWO dockerfile-utils:SYNTAX_MISSING_EQUALS "
        "dockerfile-utils:SYNTAX_MISSING_NAMES dockerfile-utils:SYNTAX_MISSING_SINGLE_QUOTE "
        "dockerfile-utils:SYNTAX_MISSING_DOUBLE_QUOTE",
    .references = "https://docs.docker.com/reference/dockerfile/",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile_problem<report_problem>("key-value-syntax"),
};

}  // namespace seaworthy::rules::key_value_malformed
