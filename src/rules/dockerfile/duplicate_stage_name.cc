#include "rules/rule.h"

namespace seaworthy::rules::duplicate_stage_name {

extern const Rule rule = {
    .code = "SW1431",
    .summary = "Two stages with one name",
    .why =
        "The builder compares the names in lower case, and what takes from that name takes from the last stage so far: "
        "which one that is depends on where the line stands.",
    .remedy = "Give each stage a name of its own.",
    .peers =
        "hadolint:DL3024 buildkit:DuplicateStageName dockerfile-utils:DUPLICATE_BUILD_STAGE_NAME trivy:DS-0012 "
        "kics:same_alias_in_different_froms checkov:CKV_DOCKER_11 semgrep:alias-must-be-unique",
    .differs = "hadolint compares the case, Trivy overlooks two equal FROM lines, checkov sees a lower-case `as` only.",
    .references = "https://docs.docker.com/reference/build-checks/duplicate-stage-name/",
    .severity = Severity::medium,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile_problem<report_problem>("duplicate-stage-name"),
};

}  // namespace seaworthy::rules::duplicate_stage_name
