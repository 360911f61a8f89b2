#include "rules/rule.h"

namespace seaworthy::rules::copy_from_uses_variable {

extern const Rule rule = {
    .code = "SW1415",
    .summary = "`COPY --from` with a variable",
    .why = "BuildKit expands no variable in `--from` of COPY and refuses the file.",
    .remedy = "Add a stage `FROM $IMAGE AS files` and copy from that.",
    .peers = "buildkit-error:copy-from-variable",
    .references = "https://docs.docker.com/reference/dockerfile/#copy---from",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile_problem<report_problem>("copy-from-variable"),
};

}  // namespace seaworthy::rules::copy_from_uses_variable
