#include "rules/rule.h"

namespace seaworthy::rules::stopsignal_invalid {

extern const Rule rule = {
    .code = "SW1443",
    .summary = "STOPSIGNAL that is no signal",
    .why = "BuildKit refuses the file.",
    .remedy = "Write a name such as `SIGTERM`, or a number.",
    .peers =
        "buildkit-error:stopsignal-invalid dockerfile-utils:INVALID_SIGNAL buildkit-error:wrong-arity "
        "dockerfile-utils:ARGUMENT_EXTRA",
    .differs = "dockerfile-utils accepts every word that begins with SIG.",
    .references = "https://docs.docker.com/reference/dockerfile/#stopsignal",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .fixes = Fixes::sometimes,
    .check = each_dockerfile_problem<report_problem>("stopsignal-invalid"),
};

}  // namespace seaworthy::rules::stopsignal_invalid
