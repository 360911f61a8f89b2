#include "rules/rule.h"

namespace seaworthy::rules::run_mount_invalid {

extern const Rule rule = {
    .code = "SW1446",
    .summary = "`RUN --mount` that BuildKit refuses",
    .why = "A mount with an unknown option, an option of another type or without a target ends the build.",
    .remedy = "Correct the option; `type=` comes first, and each type has options of its own.",
    .peers = "buildkit-error:run-mount-invalid",
    .references = "https://docs.docker.com/reference/dockerfile/#run---mount",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .fixes = Fixes::sometimes,
    .check = each_dockerfile_problem<report_problem>("run-mount-invalid"),
};

}  // namespace seaworthy::rules::run_mount_invalid
