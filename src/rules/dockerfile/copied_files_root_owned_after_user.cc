#include "rules/rule.h"

#include "rules/lib/layers.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::copied_files_root_owned_after_user {

static void check(const dockerfile::Instruction& instruction, Report& report) {
  if (instruction.stage == nullptr || instruction.arguments.size() < 2 || is_windows_stage(*instruction.stage))
    return report.skip();
  const dockerfile::Instruction* const user = user_before(instruction);
  if (user == nullptr || is_root(user->arguments.front().text)) return report.skip();
  if (instruction.flag("chown") != nullptr) return;
  const std::string target = absolute_path(instruction, instruction.arguments.back().text);
  for (const dockerfile::Instruction* later : instruction.stage->instructions) {
    if (later->op != dockerfile::Op::run || later->script == nullptr || later->span.begin < instruction.span.begin)
      continue;
    for (const shell::Node* node : later->script->commands) {
      const shell::Invocation command = shell::invocation(*node);
      if (command.program != "chown") continue;
      for (const shell::Word& word : command.arguments)
        if (!target.empty() && !word.text.starts_with('-') && target.starts_with(absolute_path(*later, word.text)))
          return;
    }
  }
  report
      .at(instruction.keyword_span,
          "These files belong to root although `USER {}` is in force; add `--chown` if they are written",
          user->arguments.front().text)
      .note(user->span, "COPY does not look at this");
}

extern const Rule rule = {
    .code = "SW1177",
    .summary = "Files copied after USER belong to root",
    .why = "COPY ignores USER. A program that writes to these files or folders fails at run time.",
    .remedy =
        "Add `--chown` where the program must write. For code root is the better owner, so this rule is off by "
        "default.",
    .peers = "tally:tally/copy-after-user-without-chown tally:tally/ruby/state-paths-not-writable-as-non-root",
    .severity = Severity::info,
    .confidence = Confidence::possible,
    .rung = Rung::start,
    .category = Category::architecture,
    .on = false,
    .check = each_instruction<check, dockerfile::Op::copy, dockerfile::Op::add>(),
};

}  // namespace seaworthy::rules::copied_files_root_owned_after_user
