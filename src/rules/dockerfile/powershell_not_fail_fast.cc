#include "rules/rule.h"

#include "rules/lib/powershell.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::powershell_not_fail_fast {

static void check(const dockerfile::Instruction& run, Report& report) {
  if (run.stage == nullptr || run.form != dockerfile::Form::shell) return report.skip();
  const std::string_view text = report.text(run.span);
  const bool wrapped = contains(text, "powershell ") || contains(text, "powershell.exe") || contains(text, "pwsh ");
  const bool is_powershell = run.script != nullptr && run.script->dialect == shell::Dialect::powershell;
  if (!wrapped && !is_powershell) return report.skip();
  // One statement ends the step with its own state.
  if (!contains(text, ";") && run.heredocs.empty()) return report.skip();
  const dockerfile::Instruction* in_force = nullptr;
  for (const dockerfile::Stage* stage = run.stage; stage != nullptr && in_force == nullptr; stage = stage->parent)
    for (const dockerfile::Instruction* instruction : stage->instructions) {
      if (stage == run.stage && instruction->span.begin >= run.span.begin) break;
      if (instruction->op == dockerfile::Op::shell) in_force = instruction;
    }
  const std::string_view shell = in_force != nullptr ? report.text(in_force->span) : std::string_view();
  const auto is_set = [&](std::string_view variable, std::string_view value) {
    return sets_preference(text, variable, value) || sets_preference(shell, variable, value);
  };
  if (!is_set("ErrorActionPreference", "Stop")) {
    report.at(run.keyword_span, "PowerShell goes on after an error; set `$ErrorActionPreference = 'Stop'`");
    return;
  }
  // The Windows PowerShell of old knows no such variable.
  if ((contains(text, "pwsh") || contains(shell, "pwsh")) && !is_set("PSNativeCommandUseErrorActionPreference", "true"))
    report
        .at(run.keyword_span,
            "Other programs may fail unnoticed; set `$PSNativeCommandUseErrorActionPreference = $true` too")
        .severity(Severity::low)
        .confidence(Confidence::possible);
}

extern const Rule rule = {
    .code = "SW1291",
    .summary = "PowerShell goes on after errors",
    .why = "A statement that fails is only printed: the step succeeds and the layer lacks what it should hold.",
    .remedy = "`SHELL [\"powershell\", \"-Command\", \"$ErrorActionPreference = 'Stop'; ...\"]`.",
    .peers = "tally:tally/powershell/error-action-preference",
    .differs = "The second variable is asked of PowerShell 7 alone.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::build,
    .category = Category::automation,
    .check = each_instruction<check, dockerfile::Op::run>(),
};

}  // namespace seaworthy::rules::powershell_not_fail_fast
