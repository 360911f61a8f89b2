#include "rules/lib/merge_conflict.h"
#include "rules/rule.h"

namespace seaworthy::rules::unknown_instruction {

static void check(const dockerfile::Problem& problem, Report& report) {
  // merge-conflict-unresolved says what is wrong with the three lines.
  const std::optional<MergeConflict> conflict = merge_conflict(report.project(), problem.span.file);
  if (conflict.has_value() && problem.span.begin >= conflict->begin.begin && problem.span.begin <= conflict->end.begin)
    return report.skip();
  report_refusal(problem, report);
}

extern const Rule rule = {
    .code = "SW1015",
    .summary = "Unknown instruction",
    .why = "BuildKit refuses the whole file, so that no image of it can be built.",
    .remedy = "Correct the spelling; a line that belongs to the one above needs a backslash at that line's end.",
    .peers =
        "hadolint:DL1000 buildkit-error:unknown-instruction dockerfile-utils:UNKNOWN_INSTRUCTION "
        "tally:tally/unknown-instruction tally:tally/invalid-onbuild-trigger",
    .differs =
        "Lines that follow each other and are no instructions (a template, the rest of a heredoc) are one finding. A "
        "trigger of ONBUILD that is none does not stop this build but those of the images on top. "
        "The lines that git leaves in a file that it could not merge are told by merge-conflict-unresolved.",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .fixes = Fixes::sometimes,
    .check = each_dockerfile_problem<check>("unknown-instruction"),
};

}  // namespace seaworthy::rules::unknown_instruction
