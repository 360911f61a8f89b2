#include "rules/rule.h"

#include <algorithm>
#include <optional>

#include "rules/lib/accounts.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::user_without_group {

static void check(const dockerfile::Stage& stage, Report& report) {
  const std::vector<Account> created = accounts(stage);
  if (created.empty()) return report.skip();
  struct Group {
    const shell::Word* name;
    bool used;
    std::string_view number;  ///< "" where none is given.
  };
  std::vector<Group> groups;
  // Any later mention of a group's name gives it to somebody: -G, -g, `addgroup USER GROUP`, chown, USER name:group.
  for (const dockerfile::Instruction* instruction : stage.instructions) {
    if (instruction->op == dockerfile::Op::run && instruction->script != nullptr) {
      for (const shell::Node* node : instruction->script->commands) {
        const shell::Invocation command = shell::invocation(*node);
        const bool is_group = command.program == "addgroup" || command.program == "groupadd";
        const std::vector<const shell::Word*> words = operands(command.arguments, "-g --gid -K --key -p --password");
        if (is_group && words.size() == 1) {
          std::optional<std::string_view> number = command.option("--gid");
          if (!number.has_value()) number = command.option("-g");
          groups.push_back({words.front(), !words.front()->literal, number.value_or("")});
          continue;
        }
        const bool makes_account = command.program == "adduser" || command.program == "useradd";
        for (Group& group : groups) {
          for (std::size_t i = 0; i < command.arguments.size(); ++i) {
            const shell::Word& word = command.arguments[i];
            // `--gid 1000` names it by its number.
            std::optional<std::string_view> number = command.option("--gid");
            // Of BusyBox's `adduser` that is another option.
            if (!number.has_value() && command.program == "useradd") number = command.option("-g");
            group.used = group.used || (makes_account && !group.number.empty() && number == group.number);
            // The account itself may have the group's name.
            if (makes_account && &word == &command.arguments.back() && word.text == group.name->text) continue;
            group.used = group.used || contains(word.text, group.name->text) || !word.literal;
          }
          // useradd takes a group of the account's own name by itself where one exists.
          if (command.program == "useradd" && !command.arguments.empty() &&
              command.arguments.back().text == group.name->text)
            group.used = group.used || !command.has_any_flag({"-g", "--gid"});
        }
      }
    }
  }
  for (const Group& group : groups) {
    if (group.used) continue;
    const auto account =
        std::ranges::find_if(created, [&](const Account& each) { return each.name->text == group.name->text; });
    if (account == created.end()) continue;
    report
        .at(group.name->span, "The account of that name is not put into group `{}`; add `{} {}` to its `{}`",
            group.name->text, group_option(*account, stage), group.name->text, account->command->program)
        .note(account->name->span, "The account");
  }
}

extern const Rule rule = {
    .code = "SW1191",
    .summary = "Account outside the group made for it",
    .why =
        "`adduser -S` of BusyBox and `adduser --system` of Debian put the account into `nogroup`: files given to the "
        "group are out of its reach, and "
        "those it makes belong to a "
        "group that all such accounts share.",
    .remedy = "`adduser -S -G app app`, on Debian `adduser --system --ingroup app app`.",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::security,
    .check = each_stage<check>(),
};

}  // namespace seaworthy::rules::user_without_group
