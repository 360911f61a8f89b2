#include "rules/rule.h"

#include "rules/lib/words.h"
#include "shell/command.h"

namespace seaworthy::rules::style_powershell_wrapper {

/// The command of a RUN that is one call of PowerShell, or null.
static const shell::Word* wrapper(const dockerfile::Instruction& instruction) {
  if (instruction.op != dockerfile::Op::run || instruction.form != dockerfile::Form::shell) return nullptr;
  if (instruction.arguments.empty()) return nullptr;
  if (instruction.script == nullptr || instruction.script->commands.empty()) return nullptr;
  const shell::Invocation command = shell::invocation(*instruction.script->commands.front());
  return is_one_of("pwsh powershell powershell.exe pwsh.exe", command.program) ? command.program_word : nullptr;
}

static void check(const dockerfile::Stage& stage, Report& report) {
  const shell::Word* first = nullptr;
  int count = 0;
  for (const dockerfile::Instruction* instruction : stage.instructions)
    if (const shell::Word* const word = wrapper(*instruction)) {
      if (first == nullptr) first = word;
      ++count;
    }
  if (first == nullptr) return report.skip();
  if (count > 1)
    report.at(first->span, "{} steps call `{}`; one `SHELL` would say it for all of them", count, first->text);
}

extern const Rule rule = {
    .code = "SW1503",
    .summary = "PowerShell called in every step",
    .why = "The call and its options are repeated, and one that lacks the option to stop at errors goes unnoticed.",
    .remedy = "`SHELL [\"pwsh\", \"-Command\", \"$ErrorActionPreference = 'Stop';\"]` once for the stage.",
    .peers = "tally:tally/powershell/prefer-shell-instruction",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::automation,
    .on = false,
    .check = each_stage<check>(),
};

}  // namespace seaworthy::rules::style_powershell_wrapper
