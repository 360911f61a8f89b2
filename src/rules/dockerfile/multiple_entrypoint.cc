#include "rules/rule.h"

namespace seaworthy::rules::multiple_entrypoint {

extern const Rule rule = {
    .code = "SW1420",
    .summary = "ENTRYPOINT that a later one of the stage replaces",
    .why = "Only the last ENTRYPOINT of a stage counts; whoever reads or changes the first believes that it runs.",
    .remedy = "Delete all but the one that is meant.",
    .peers =
        "hadolint:DL4004 buildkit:MultipleInstructionsDisallowed dockerfile-utils:MULTIPLE_INSTRUCTIONS trivy:DS-0007 "
        "kics:multiple_entrypoint_instructions_listed semgrep:multiple-entrypoint-instructions",
    .differs =
        "The finding stands at the ENTRYPOINT that is lost, as BuildKit's does; hadolint and Trivy mark the one that "
        "wins. Semgrep does not see that FROM begins a new stage.",
    .references = "https://docs.docker.com/reference/build-checks/multiple-instructions-disallowed/",
    .severity = Severity::medium,
    .rung = Rung::start,
    .category = Category::architecture,
    .fixes = Fixes::sometimes,
    .check = each_dockerfile_problem<report_problem>("multiple-entrypoint"),
};

}  // namespace seaworthy::rules::multiple_entrypoint
