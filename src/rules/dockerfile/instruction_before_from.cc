#include "rules/rule.h"

namespace seaworthy::rules::instruction_before_from {

extern const Rule rule = {
    .code = "SW1439",
    .summary = "Instruction before the first FROM",
    .why = "BuildKit refuses the whole file: before the first FROM only ARG and comments may stand.",
    .remedy = "Move the instruction below FROM, into the stage that it belongs to.",
    .peers =
        "hadolint:DL3061 buildkit-error:instruction-before-from dockerfile-utils:NO_SOURCE_IMAGE "
        "datadog-iac:first_instruction_should_be_arg_or_from",
    .references = "https://docs.docker.com/reference/dockerfile/#from",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile_problem<report_problem>("instruction-before-from"),
};

}  // namespace seaworthy::rules::instruction_before_from
