#include "rules/rule.h"

#include "rules/lib/powershell.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::powershell_progress_bar {

static void check(const dockerfile::Instruction& run, Report& report) {
  const std::string_view text = report.text(run.span);
  std::size_t at = text.find("Invoke-WebRequest");
  if (at == std::string_view::npos) at = text.find(" iwr ");
  if (at == std::string_view::npos) return report.skip();
  if (sets_preference(text, "ProgressPreference", "SilentlyContinue", at)) return;
  for (const dockerfile::Stage* stage = run.stage; stage != nullptr; stage = stage->parent)
    for (const dockerfile::Instruction* instruction : stage->instructions)
      if (instruction->op == dockerfile::Op::shell &&
          sets_preference(report.text(instruction->span), "ProgressPreference", "SilentlyContinue"))
        return;
  const auto begin = run.span.begin + static_cast<std::uint32_t>(at);
  report.at({run.span.file, begin, begin + 5},
            "The progress bar makes this download many times slower; set `$ProgressPreference = 'SilentlyContinue'`");
}

extern const Rule rule = {
    .code = "SW1293",
    .summary = "PowerShell draws a progress bar",
    .why = "Windows PowerShell redraws the bar for every block that arrives, which takes far longer than the download.",
    .remedy = "Set `$ProgressPreference = 'SilentlyContinue'` in SHELL.",
    .peers = "tally:tally/powershell/progress-preference",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_instruction<check, dockerfile::Op::run>(),
};

}  // namespace seaworthy::rules::powershell_progress_bar
