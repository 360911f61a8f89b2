#include "rules/rule.h"

namespace seaworthy::rules::reserved_stage_name {

extern const Rule rule = {
    .code = "SW1432",
    .summary = "Stage with a name that means something else",
    .why = "`FROM scratch` is the empty image and `context` the build context, whatever a stage is called.",
    .remedy = "Name the stage differently.",
    .peers = "hadolint:DL3063 buildkit:ReservedStageName",
    .references = "https://docs.docker.com/reference/build-checks/reserved-stage-name/",
    .severity = Severity::medium,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile_problem<report_problem>("reserved-stage-name"),
};

}  // namespace seaworthy::rules::reserved_stage_name
