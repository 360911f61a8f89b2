#include "rules/rule.h"

#include "rules/lib/words.h"

namespace seaworthy::rules::copy_from_same_stage {

static void check(const dockerfile::Instruction& instruction, Report& report) {
  const dockerfile::Flag* const from = instruction.flag("from");
  if (from == nullptr || instruction.stage == nullptr) return report.skip();
  if (instruction.stage->name.empty() || !equal_ignoring_case(from->value, instruction.stage->name)) return;
  report
      .at(from->value_span, "`{}` is the stage that this line stands in; files of its own need no `--from`",
          from->value)
      .note(instruction.stage->name_span, "The stage");
}

extern const Rule rule = {
    .code = "SW1173",
    .summary = "Stage copies from itself",
    .why =
        "A stage is no source before it is finished: the build fails, or takes an image of that name from the "
        "registry.",
    .remedy = "Drop `--from`, use `RUN cp`, or name the stage that was meant.",
    .peers = "hadolint:DL3023 trivy:DS-0006 kics:copy_from_references_current_from_alias semgrep:copy-from-own-alias",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_instruction<check, dockerfile::Op::copy>(),
};

}  // namespace seaworthy::rules::copy_from_same_stage
