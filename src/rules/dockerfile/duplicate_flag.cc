#include "rules/rule.h"

namespace seaworthy::rules::duplicate_flag {

extern const Rule rule = {
    .code = "SW1402",
    .summary = "Flag given twice",
    .why = "BuildKit refuses the whole file when a flag that may stand once stands twice.",
    .remedy = "Keep the one that is meant.",
    .peers = "buildkit-error:duplicate-flag dockerfile-utils:FLAG_DUPLICATE",
    .references = "https://docs.docker.com/reference/dockerfile/",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .fixes = Fixes::sometimes,
    .check = each_dockerfile_problem<report_problem>("duplicate-flag"),
};

}  // namespace seaworthy::rules::duplicate_flag
