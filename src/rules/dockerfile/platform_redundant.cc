#include "rules/rule.h"

namespace seaworthy::rules::platform_redundant {

extern const Rule rule = {
    .code = "SW1430",
    .summary = "FROM with the platform that it has anyway",
    .why = "`--platform=$TARGETPLATFORM` is the default; it makes a reader look for a difference that is not there.",
    .remedy = "Leave the flag out.",
    .peers = "hadolint:DL3065 buildkit:RedundantTargetPlatform",
    .references = "https://docs.docker.com/reference/build-checks/redundant-target-platform/",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::documentation,
    .fixes = Fixes::always,
    .check = each_dockerfile_problem<report_problem>("redundant-target-platform"),
};

}  // namespace seaworthy::rules::platform_redundant
