#include "rules/rule.h"

namespace seaworthy::rules::required_variable_unset {

extern const Rule rule = {
    .code = "SW1409",
    .summary = "Variable that must be set is not",
    .why = "`${name:?message}` ends the build with the message when the variable is unset or empty.",
    .remedy = "Declare the variable with a default, or pass it with `--build-arg`.",
    .peers = "buildkit-error:required-variable",
    .references = "https://docs.docker.com/reference/dockerfile/#environment-replacement",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile_problem<report_problem>("required-variable-unset"),
};

}  // namespace seaworthy::rules::required_variable_unset
