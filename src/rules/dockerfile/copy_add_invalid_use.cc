#include "rules/rule.h"

namespace seaworthy::rules::copy_add_invalid_use {

extern const Rule rule = {
    .code = "SW1416",
    .summary = "COPY or ADD that BuildKit refuses",
    .why =
        "COPY takes no URL, a checksum goes with one remote source only, a mode has octal digits, and a heredoc is a "
        "source: anything else ends the build.",
    .remedy = "Use ADD for what is remote; correct the flag.",
    .peers =
        "buildkit-error:heredoc-destination buildkit-error:copy-remote-source buildkit-error:checksum-misuse "
        "buildkit-error:chmod-invalid",
    .references = "https://docs.docker.com/reference/dockerfile/#add",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile_problem<report_problem>("copy-add-invalid-use"),
};

}  // namespace seaworthy::rules::copy_add_invalid_use
