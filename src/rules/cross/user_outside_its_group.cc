#include "rules/rule.h"

#include <algorithm>
#include <vector>

#include "rules/lib/accounts.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::user_outside_its_group {

struct Group {
  std::string_view name, gid;
  const shell::Node* command = nullptr;
};

/// `addgroup GROUP`, `groupadd GROUP`; `addgroup USER GROUP` makes none.
static std::vector<Group> groups_made(const dockerfile::Stage& stage, std::vector<std::string_view>& joined) {
  std::vector<Group> result;
  for (const dockerfile::Instruction* const instruction : stage.instructions) {
    if (instruction->op != dockerfile::Op::run || instruction->script == nullptr) continue;
    for (const shell::Node* const node : instruction->script->commands) {
      const shell::Invocation command = shell::invocation(*node);
      if (!is_one_of("addgroup groupadd adduser usermod", command.program)) continue;
      const std::vector<const shell::Word*> words =
          operands(command.arguments, "-g --gid -G --groups -K -p -R --root -u -s -h -d --home --shell --uid");
      if (command.program == "usermod") {
        for (const shell::Word& word : command.arguments) joined.push_back(word.text);
        continue;
      }
      if (words.size() == 2) joined.push_back(words[1]->text);
      if (command.program == "adduser" || words.size() != 1 || !words[0]->literal) continue;
      std::string_view gid;
      if (const auto given = command.option("-g"); given.has_value()) gid = *given;
      if (const auto given = command.option("--gid"); given.has_value()) gid = *given;
      result.push_back({words[0]->text, gid, node});
    }
  }
  return result;
}

static void check(const dockerfile::Stage& stage, Report& report) {
  std::vector<std::string_view> joined;
  std::vector<Group> groups = groups_made(stage, joined);
  const Account* outside = nullptr;
  std::vector<Account> made;
  for (const Account& account : accounts(stage))
    if (account.run->stage == &stage) made.push_back(account);
  if (groups.empty() || made.empty()) return report.skip();
  for (const Account& account : made) {
    const shell::Invocation command = shell::invocation(*account.command);
    std::string_view given;
    for (const std::string_view option : {"-G", "--ingroup", "-g", "--gid", "--groups"})
      if (const auto value = command.option(option); value.has_value()) {
        given = *value;
        joined.push_back(given);
      }
    // A group of the account's own name is what both programs take without being told.
    if (given.empty() && account.name->literal &&
        std::ranges::none_of(groups, [&](const Group& group) { return group.name == account.name->text; }) &&
        outside == nullptr)
      outside = &account;
  }
  std::erase_if(groups, [&](const Group& group) {
    return std::ranges::any_of(joined, [&](std::string_view name) {
      return name == group.name || name == group.gid || contains(name, group.name);
    });
  });
  if (outside == nullptr || groups.size() != 1) return;
  const Group& group = groups.front();
  const shell::Invocation command = shell::invocation(*outside->command);
  const std::string edit = std::string(group_option(*outside, stage)) + " " + std::string(group.name);
  // Debian's `adduser` takes one of its options on groups.
  const shell::Word* const own_group = command.program == "adduser" ? command.flag("--group") : nullptr;
  Builder finding =
      own_group == nullptr
          ? report.at(command.span(), "`{}` is not put into `{}`, made for it, which stays empty; add `{}`",
                      outside->name->text, group.name, edit)
          : report.at(command.span(),
                      "`{}` is not put into `{}`, made for it, which stays empty; write `{}` in place of `--group`",
                      outside->name->text, group.name, edit);
  finding.note(group.command->span, "The group is made here");
  const Span program = command.program_word->span;
  if (own_group == nullptr)
    finding.fix(Safety::review, "Put the account into its group", {program.file, program.end, program.end}, " " + edit);
  else
    finding.fix(Safety::review, "Put the account into its group", own_group->span, edit);
}

extern const Rule rule = {
    .code = "SW4555",
    .summary = "Account that is not in the group made for it",
    .why =
        "`adduser` puts a system account without a group into `nogroup`, useradd into one of its own name: what is "
        "writable for the intended group is not writable for the program.",
    .remedy =
        "Name the group when the account is made: `adduser -S -G GROUP USER`, `adduser --system --ingroup "
        "GROUP USER` on Debian, `useradd -g GROUP USER`.",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .fixes = Fixes::sometimes,
    .strength = "put each account into the group made for it",
    .check = each_stage<check>(),
};

}  // namespace seaworthy::rules::user_outside_its_group
