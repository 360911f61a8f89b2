#include "rules/rule.h"

#include <algorithm>

#include "rules/lib/words.h"

namespace seaworthy::rules::style_powershell_wrapper {

/// The first word of a RUN that calls PowerShell, whatever shell reads it; "" for others.
static std::string_view wrapper(const dockerfile::Instruction& instruction) {
  if (instruction.form != dockerfile::Form::shell) return {};
  std::string_view word = instruction.body.text;
  word.remove_prefix(std::min(word.find_first_not_of(" \t@"), word.size()));
  word = word.substr(0, word.find_first_of(" \t\n"));
  for (const std::string_view program : {"pwsh", "powershell", "powershell.exe", "pwsh.exe"})
    if (equal_ignoring_case(word, program)) return word;
  return {};
}

static void check(const dockerfile::Stage& stage, Report& report) {
  const dockerfile::Instruction* first = nullptr;
  int count = 0;
  bool any = false;
  const auto finish = [&] {
    if (count > 1)
      report.at(first->place(wrapper(*first), first->keyword_span),
                "{} steps call `{}`; one `SHELL` would say it for all of them", count, wrapper(*first));
    first = nullptr;
    count = 0;
  };
  for (const dockerfile::Instruction* instruction : stage.instructions) {
    if (instruction->op == dockerfile::Op::run && !wrapper(*instruction).empty()) {
      any = true;
      if (first == nullptr) first = instruction;
      ++count;
    } else if (instruction->op == dockerfile::Op::run || instruction->op == dockerfile::Op::shell) {
      // What stands between needs the shell that is in force.
      finish();
    }
  }
  finish();
  if (!any) report.skip();
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
