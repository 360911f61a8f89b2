#include "rules/rule.h"

namespace seaworthy::rules::multiple_cmd {

extern const Rule rule = {
    .code = "SW1419",
    .summary = "CMD that a later one of the stage replaces",
    .why = "Only the last CMD of a stage counts; whoever reads or changes the first believes that it runs.",
    .remedy = "Delete all but the one that is meant.",
    .peers =
        "hadolint:DL4003 buildkit:MultipleInstructionsDisallowed dockerfile-utils:MULTIPLE_INSTRUCTIONS trivy:DS-0016 "
        "kics:multiple_cmd_instructions_listed semgrep:multiple-cmd-instructions",
    .differs =
        "The finding stands at the CMD that is lost, as BuildKit's does; hadolint and Trivy mark the one that wins. "
        "ONBUILD CMD and the CMD of HEALTHCHECK are none.",
    .references = "https://docs.docker.com/reference/build-checks/multiple-instructions-disallowed/",
    .severity = Severity::medium,
    .rung = Rung::start,
    .category = Category::architecture,
    .fixes = Fixes::sometimes,
    .check = each_dockerfile_problem<report_problem>("multiple-cmd"),
};

}  // namespace seaworthy::rules::multiple_cmd
