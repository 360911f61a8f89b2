#include "rules/rule.h"

#include "rules/lib/layers.h"

namespace seaworthy::rules::option_ignored_on_windows {

static void check(const dockerfile::Instruction& instruction, Report& report) {
  if (instruction.stage == nullptr || !is_windows_stage(*instruction.stage)) return report.skip();
  if (instruction.op == dockerfile::Op::stopsignal) {
    report.at(instruction.span, "Windows containers know no signals, so `STOPSIGNAL` has no effect")
        .peers("tally:tally/windows/no-stopsignal");
    return;
  }
  if (instruction.op == dockerfile::Op::run) {
    if (!instruction.mounts.empty())
      report.at(instruction.mounts.front().span, "Windows builders have no `--mount`: this step fails when it starts")
          .severity(Severity::high)
          .rung(Rung::build)
          .peers("tally:tally/windows/no-run-mounts");
    return;
  }
  if (const dockerfile::Flag* const owner = instruction.flag("chown"))
    report.at(owner->span, "`--chown` has no effect in Windows images").peers("tally:tally/windows/no-chown-flag");
}

extern const Rule rule = {
    .code = "SW1290",
    .summary = "Option without effect in Windows images",
    .why =
        "The builder accepts it and does nothing, so that what was meant does not happen; mounts fail only when the "
        "step starts.",
    .remedy = "Drop it, and use `icacls` for rights.",
    .peers = "tally:tally/windows/no-chown-flag tally:tally/windows/no-stopsignal tally:tally/windows/no-run-mounts",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::architecture,
    .check = each_instruction<check, dockerfile::Op::copy, dockerfile::Op::add, dockerfile::Op::stopsignal,
                              dockerfile::Op::run>(),
};

}  // namespace seaworthy::rules::option_ignored_on_windows
