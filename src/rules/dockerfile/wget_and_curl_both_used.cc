#include "rules/rule.h"

#include "shell/command.h"

namespace seaworthy::rules::wget_and_curl_both_used {

static void check(const dockerfile::Stage& stage, Report& report) {
  const shell::Word* curl = nullptr;
  const shell::Word* wget = nullptr;
  const shell::Word* second = nullptr;
  for (const dockerfile::Instruction* instruction : stage.instructions) {
    if (instruction->op != dockerfile::Op::run || instruction->script == nullptr) continue;
    for (const shell::Node* node : instruction->script->commands) {
      const shell::Invocation command = shell::invocation(*node);
      if (command.program == "curl" && curl == nullptr) second = curl = command.program_word;
      if (command.program == "wget" && wget == nullptr) second = wget = command.program_word;
    }
  }
  if (curl == nullptr && wget == nullptr) return report.skip();
  if (curl == nullptr || wget == nullptr) return;
  report
      .at(second->span, "`{}` does what `{}` does already in this stage; one of the two is enough", second->text,
          second == curl ? wget->text : curl->text)
      .note(second == curl ? wget->span : curl->span, "The other one is used here");
}

extern const Rule rule = {
    .code = "SW1160",
    .summary = "Both `wget` and `curl` used",
    .why = "Two programs for one task: each must be installed, patched and understood.",
    .remedy = "Use one of them throughout the stage.",
    .peers = "hadolint:DL4001 trivy:DS-0014 kics:run_using_wget_and_curl semgrep:use-either-wget-or-curl",
    .differs = "Reported once per stage; semgrep does not tell stages apart.",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::architecture,
    .check = each_stage<check>(),
};

}  // namespace seaworthy::rules::wget_and_curl_both_used
