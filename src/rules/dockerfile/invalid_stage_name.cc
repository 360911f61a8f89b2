#include "rules/rule.h"

namespace seaworthy::rules::invalid_stage_name {

extern const Rule rule = {
    .code = "SW1433",
    .summary = "Stage with an invalid name",
    .why =
        "BuildKit refuses the whole file: a name begins with a letter and has letters, digits, dots, dashes and "
        "underscores.",
    .remedy = "Rename the stage and what refers to it.",
    .peers = "buildkit-error:invalid-stage-name dockerfile-utils:INVALID_BUILD_STAGE_NAME",
    .references = "https://docs.docker.com/reference/dockerfile/#from",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile_problem<report_problem>("invalid-stage-name"),
};

}  // namespace seaworthy::rules::invalid_stage_name
