#include "rules/rule.h"

namespace seaworthy::rules::run_mode_invalid {

extern const Rule rule = {
    .code = "SW1447",
    .summary = "`RUN --network` or `--security` with an unknown mode",
    .why = "BuildKit refuses the whole file.",
    .remedy = "Use `default`, `host` or `none` for the network, `sandbox` or `insecure` for security.",
    .peers = "buildkit-error:run-network-invalid",
    .references = "https://docs.docker.com/reference/dockerfile/#run---network",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .fixes = Fixes::sometimes,
    .check = each_dockerfile_problem<report_problem>("run-mode-invalid"),
};

}  // namespace seaworthy::rules::run_mode_invalid
