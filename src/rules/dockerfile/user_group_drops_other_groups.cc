#include "rules/rule.h"

#include "rules/lib/layers.h"
#include "rules/lib/words.h"
#include "shell/command.h"

namespace seaworthy::rules::user_group_drops_other_groups {

/// The word that gives `user` a further group, if some RUN of the stage does.
static const shell::Word* further_group(const dockerfile::Stage& stage, std::string_view user, std::string_view group) {
  for (const dockerfile::Stage* part = &stage; part != nullptr; part = part->parent)
    for (const dockerfile::Instruction* instruction : part->instructions) {
      if (instruction->op != dockerfile::Op::run || instruction->script == nullptr) continue;
      for (const shell::Node* node : instruction->script->commands) {
        const shell::Invocation command = shell::invocation(*node);
        const std::span<const shell::Word> words = command.arguments;
        if (words.size() < 2 || words.back().text != user) {
          // `adduser USER GROUP`, `addgroup USER GROUP`
          if ((command.program == "adduser" || command.program == "addgroup") && words.size() == 2 &&
              words[0].text == user && words[1].text != group)
            return &words[1];
          continue;
        }
        if (command.program != "useradd" && command.program != "usermod") continue;
        for (std::size_t i = 0; i + 1 < words.size(); ++i)
          if (words[i].text == "-G" || words[i].text == "--groups" || words[i].text == "-aG")
            if (words[i + 1].text != group) return &words[i + 1];
      }
    }
  return nullptr;
}

static void check(const dockerfile::Instruction& instruction, Report& report) {
  if (instruction.arguments.empty() || instruction.stage == nullptr) return report.skip();
  const dockerfile::Word& word = instruction.arguments.front();
  const std::size_t colon = word.text.find(':');
  if (colon == std::string_view::npos || !word.literal) return;
  const std::string_view user = word.text.substr(0, colon);
  const std::string_view group = word.text.substr(colon + 1);
  if (is_number(user) || is_root(user)) return;
  const shell::Word* const other = further_group(*instruction.stage, user, group);
  if (other == nullptr) return;
  report.at(word.span, "With `:{}` named, `{}` loses its other groups at run time; write `USER {}`", group, user, user)
      .note(other->span, "Given here")
      .fix(Safety::review, "Name the user alone", word.span, user);
}

extern const Rule rule = {
    .code = "SW1183",
    .summary = "USER with a group drops the other groups",
    .why =
        "When USER names a group, the process gets that group alone; what the account was added to does not count, and "
        "access to sockets and devices fails.",
    .remedy = "Write the user alone.",
    .peers = "tally:tally/user-explicit-group-drops-supplementary-groups",
    .severity = Severity::medium,
    .rung = Rung::start,
    .category = Category::architecture,
    .fixes = Fixes::always,
    .check = each_instruction<check, dockerfile::Op::user>(),
};

}  // namespace seaworthy::rules::user_group_drops_other_groups
