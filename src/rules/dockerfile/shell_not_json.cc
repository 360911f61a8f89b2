#include "rules/rule.h"

namespace seaworthy::rules::shell_not_json {

extern const Rule rule = {
    .code = "SW1418",
    .summary = "SHELL that is no JSON array",
    .why = "SHELL has no shell form: BuildKit refuses the whole file.",
    .remedy = "Write `SHELL [\"/bin/bash\", \"-c\"]`.",
    .peers =
        "buildkit-error:shell-not-json dockerfile-utils:SHELL_JSON_FORM dockerfile-utils:SHELL_REQUIRES_ONE "
        "buildkit-error:wrong-arity",
    .references = "https://docs.docker.com/reference/dockerfile/#shell",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile_problem<report_problem>("shell-not-json"),
};

}  // namespace seaworthy::rules::shell_not_json
