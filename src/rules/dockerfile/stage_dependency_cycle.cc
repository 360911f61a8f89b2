#include "rules/rule.h"

namespace seaworthy::rules::stage_dependency_cycle {

extern const Rule rule = {
    .code = "SW1435",
    .summary = "Stages that need each other",
    .why = "BuildKit refuses the file: none of the stages can be built first.",
    .remedy = "Move what both need to a stage of its own.",
    .peers = "buildkit-error:stage-cycle tally:tally/circular-stage-deps",
    .references = "https://docs.docker.com/reference/dockerfile/#from",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile_problem<report_problem>("stage-dependency-cycle"),
};

}  // namespace seaworthy::rules::stage_dependency_cycle
