#include "rules/rule.h"

#include "rules/lib/layers.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::user_not_numeric {

static void check(const dockerfile::Stage& stage, Report& report) {
  const dockerfile::Instruction* user = nullptr;
  for (const dockerfile::Stage* part = &stage; part != nullptr && user == nullptr; part = part->parent)
    for (const dockerfile::Instruction* instruction : part->instructions)
      if (instruction->op == dockerfile::Op::user && !instruction->arguments.empty()) user = instruction;
  if (user == nullptr || is_windows_stage(stage)) return report.skip();
  const dockerfile::Word& word = user->arguments.front();
  const std::string_view name = user_name(word.text);
  if (!word.literal || is_number(name) || is_root(name)) return;
  report.at(word.span, "Kubernetes cannot tell that `{}` is not root; write the account's number", name);
}

extern const Rule rule = {
    .code = "SW1181",
    .summary = "User given by name",
    .why =
        "With `runAsNonRoot` Kubernetes refuses images whose USER is a name, for it cannot look it up; mounted files "
        "are "
        "owned by numbers too.",
    .remedy =
        "Create the account with a fixed number and write `USER 10001`. It matters on Kubernetes alone, so this rule "
        "is "
        "off by default.",
    .peers = "hadolint:DL3066",
    .differs = "Only the user in force at the end of a shipped stage is judged; root is another rule's matter.",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::orchestration,
    .on = false,
    .check = each_final_stage<check>(),
};

}  // namespace seaworthy::rules::user_not_numeric
