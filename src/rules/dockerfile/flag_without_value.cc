#include "rules/rule.h"

namespace seaworthy::rules::flag_without_value {

extern const Rule rule = {
    .code = "SW1403",
    .summary = "Flag without its value",
    .why = "BuildKit refuses the whole file when a flag that needs a value has none.",
    .remedy = "Write the value behind an equals sign; a blank in its place does not do.",
    .peers = "buildkit-error:flag-without-value dockerfile-utils:FLAG_MISSING_VALUE",
    .references = "https://docs.docker.com/reference/dockerfile/",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile_problem<report_problem>("flag-missing-value"),
};

}  // namespace seaworthy::rules::flag_without_value
