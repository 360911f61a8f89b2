#include "rules/rule.h"

namespace seaworthy::rules::wrong_argument_count {

extern const Rule rule = {
    .code = "SW1405",
    .summary = "Too few or too many arguments",
    .why =
        "BuildKit refuses the whole file when an instruction lacks an argument or has one too many. What it lets pass, "
        "`CMD` without a command or a user name with a blank in it, fails when the container starts.",
    .remedy = "Give the instruction the arguments that it takes; a comment needs a line of its own.",
    .peers =
        "buildkit-error:wrong-arity buildkit-error:stopsignal-invalid dockerfile-utils:ARGUMENT_MISSING "
        "dockerfile-utils:ARGUMENT_EXTRA "
        "dockerfile-utils:ARGUMENT_REQUIRES_ONE dockerfile-utils:ARGUMENT_REQUIRES_AT_LEAST_ONE "
        "dockerfile-utils:ARGUMENT_REQUIRES_AT_LEAST_TWO dockerfile-utils:ARGUMENT_REQUIRES_ONE_OR_THREE",
    .differs = "A second name after USER is what hadolint and BuildKit overlook: it becomes part of the user's name.",
    .references = "https://docs.docker.com/reference/dockerfile/",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile_problem<report_refusal>("wrong-argument-count"),
};

}  // namespace seaworthy::rules::wrong_argument_count
