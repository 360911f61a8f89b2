#include "rules/rule.h"

namespace seaworthy::rules::dockerfile_not_parseable {

extern const Rule rule = {
    .code = "SW1400",
    .summary = "Line longer than the builder reads",
    .why = "BuildKit gives up a file with a line of more than 65535 bytes: no image of it can be built.",
    .remedy = "Break the line with a continuation, or keep the long text in a file of its own and copy it.",
    .peers = "hadolint:DL1000 buildkit-error:line-too-long",
    .differs =
        "hadolint's DL1000 stands for every file that its parser gives up; here such a file has a finding for each "
        "reason, the rest of it is judged all the same, and DL1000 is an alias of those reasons.",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile_problem<report_problem>("dockerfile-parse-error"),
};

}  // namespace seaworthy::rules::dockerfile_not_parseable
