#include "rules/rule.h"

namespace seaworthy::rules::healthcheck_malformed {

extern const Rule rule = {
    .code = "SW1422",
    .summary = "HEALTHCHECK that cannot be read",
    .why = "BuildKit refuses the whole file: behind the options stands `CMD` with a command, or `NONE` alone.",
    .remedy = "Put `CMD` before the command.",
    .peers =
        "hadolint:DL1000 buildkit-error:healthcheck-none-arguments buildkit-error:healthcheck-missing-command "
        "buildkit-error:healthcheck-unknown-type dockerfile-utils:ARGUMENT_UNNECESSARY dockerfile-utils:UNKNOWN_TYPE "
        "dockerfile-utils:HEALTHCHECK_CMD_ARGUMENT_MISSING",
    .references = "https://docs.docker.com/reference/dockerfile/#healthcheck",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::monitoring,
    .fixes = Fixes::sometimes,
    .check = each_dockerfile_problem<report_problem>("healthcheck-syntax"),
};

}  // namespace seaworthy::rules::healthcheck_malformed
