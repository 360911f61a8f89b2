#include "rules/rule.h"

namespace seaworthy::rules::unknown_instruction {

extern const Rule rule = {
    .code = "SW1015",
    .summary = "Unknown instruction",
    .why = "BuildKit refuses the whole file, so that no image of it can be built.",
    .remedy = "Correct the spelling; a line that belongs to the one above needs a backslash at that line's end.",
    .peers = "buildkit-error:unknown-instruction dockerfile-utils:UNKNOWN_INSTRUCTION tally:tally/unknown-instruction",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile_problem<report_problem>("unknown-instruction"),
};

}  // namespace seaworthy::rules::unknown_instruction
