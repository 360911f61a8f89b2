#include "rules/rule.h"

namespace seaworthy::rules::blank_line_in_continuation {

extern const Rule rule = {
    .code = "SW1438",
    .summary = "Blank line inside a continued instruction",
    .why =
        "The builder still skips it with a warning and will refuse it in a future release; often a backslash too many "
        "draws the next instruction into the one above.",
    .remedy = "Delete the blank line; a comment line may stand there.",
    .peers = "buildkit:NoEmptyContinuation dockerfile-utils:EMPTY_CONTINUATION_LINE",
    .references = "https://docs.docker.com/reference/build-checks/no-empty-continuation/",
    .severity = Severity::medium,
    .rung = Rung::build,
    .category = Category::architecture,
    .fixes = Fixes::always,
    .check = each_dockerfile_problem<report_problem>("empty-continuation-line"),
};

}  // namespace seaworthy::rules::blank_line_in_continuation
