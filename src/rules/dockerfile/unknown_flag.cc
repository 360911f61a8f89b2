#include "rules/rule.h"

namespace seaworthy::rules::unknown_flag {

extern const Rule rule = {
    .code = "SW1401",
    .summary = "Unknown flag of an instruction",
    .why =
        "BuildKit refuses the whole file when an instruction has a flag that it does not know; ARG and STOPSIGNAL "
        "overlook it silently.",
    .remedy = "Correct the flag's name. Arguments of a program that begin with `--` belong into the exec form.",
    .peers =
        "hadolint:DL1000 buildkit-error:unknown-flag dockerfile-utils:UNKNOWN_ADD_FLAG "
        "dockerfile-utils:UNKNOWN_COPY_FLAG dockerfile-utils:UNKNOWN_FROM_FLAG "
        "dockerfile-utils:UNKNOWN_HEALTHCHECK_FLAG docker-language-server:buildkit-build-error",
    .differs = "dockerfile-utils does not know `ADD --unpack`, which current BuildKit has.",
    .references = "https://docs.docker.com/reference/dockerfile/",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .fixes = Fixes::sometimes,
    .check = each_dockerfile_problem<report_refusal>("unknown-flag"),
};

}  // namespace seaworthy::rules::unknown_flag
