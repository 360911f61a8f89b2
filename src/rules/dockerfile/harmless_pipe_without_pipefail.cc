#include "rules/rule.h"

#include "rules/lib/pipes.h"

namespace seaworthy::rules::harmless_pipe_without_pipefail {

static void check(const dockerfile::Instruction& run, Report& report) {
  if (run.script == nullptr || run.script->root == nullptr) return report.skip();
  const shell::Node* const pipe = any_pipe(*run.script);
  if (pipe == nullptr || pipe_that_matters(*run.script) != nullptr) return report.skip();
  if (sets_pipefail(run)) return;
  report.at(pipe->span, "A failure before the last `|` goes unnoticed here too; set `pipefail`");
}

extern const Rule rule = {
    .code = "SW1603",
    .summary = "Harmless pipe without pipefail",
    .why =
        "A pipe behind `echo`, in a condition or inside a substitution hardly hides a failure today. With `pipefail` "
        "set once it stays so when somebody edits the line.",
    .remedy =
        "`SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]` (or /bin/ash on Alpine). It concerns habits, so this "
        "rule is "
        "off by default; pipes that can hide a failure are pipe-without-pipefail's.",
    .peers = "hadolint:DL4006 kics:shell_running_a_pipe_without_pipefail_flag semgrep:set-pipefail",
    .differs = "`set -o pipefail` in the RUN counts, and SHELL is inherited through FROM (hadolint: neither).",
    .severity = Severity::info,
    .confidence = Confidence::possible,
    .rung = Rung::operate,
    .category = Category::automation,
    .on = false,
    .check = each_instruction<check, dockerfile::Op::run>(),
};

}  // namespace seaworthy::rules::harmless_pipe_without_pipefail
