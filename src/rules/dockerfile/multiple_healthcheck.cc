#include "rules/rule.h"

namespace seaworthy::rules::multiple_healthcheck {

extern const Rule rule = {
    .code = "SW1421",
    .summary = "HEALTHCHECK that a later one of the stage replaces",
    .why = "Only the last HEALTHCHECK of a stage counts, a `HEALTHCHECK NONE` included.",
    .remedy = "Delete all but the one that is meant.",
    .peers =
        "hadolint:DL3012 buildkit:MultipleInstructionsDisallowed dockerfile-utils:MULTIPLE_INSTRUCTIONS trivy:DS-0023 "
        "datadog-iac:do_not_use_multiple_healthcheck",
    .differs =
        "The finding stands at the HEALTHCHECK that is lost, as BuildKit's does; hadolint and Trivy mark the one that "
        "wins.",
    .references = "https://docs.docker.com/reference/build-checks/multiple-instructions-disallowed/",
    .severity = Severity::medium,
    .rung = Rung::healthy,
    .category = Category::monitoring,
    .fixes = Fixes::sometimes,
    .check = each_dockerfile_problem<report_problem>("multiple-healthcheck"),
};

}  // namespace seaworthy::rules::multiple_healthcheck
