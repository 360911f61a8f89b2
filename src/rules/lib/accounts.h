#pragma once

#include <string_view>
#include <vector>

#include "dockerfile/ast.h"
#include "rules/lib/package_command.h"
#include "rules/lib/run_commands.h"
#include "rules/lib/words.h"
#include "shell/command.h"

/// Accounts that RUN creates.
namespace seaworthy::rules {

struct Account {
  const dockerfile::Instruction* run = nullptr;
  const shell::Word* name = nullptr;
  std::string_view uid;     ///< As written; "" when the system chooses.
  bool non_unique = false;  ///< useradd --non-unique
  const shell::Node* command = nullptr;
};

/// Accounts (not groups) that a stage and what it is FROM create, in order of place within each stage.
inline std::vector<Account> accounts(const dockerfile::Stage& stage) {
  std::vector<Account> result;
  each_run_command(stage, [&](const dockerfile::Instruction& run, const shell::Node& node) {
    const shell::Invocation command = shell::invocation(node);
    const bool is_useradd = command.program == "useradd";
    if (!is_useradd && command.program != "adduser") return;
    const std::vector<const shell::Word*> words =
        operands(command.arguments,
                 "-u --uid -g --gid -G --groups -d --home --home-dir -s --shell -c --comment --gecos -h -k "
                 "--skel -b --base-dir -e --expiredate -f --inactive -p --password -K --key -Z -R "
                 "--root --ingroup --firstuid --lastuid --conf -m_");
    if (words.empty()) return;
    // `adduser USER GROUP` adds a member.
    if (!is_useradd && words.size() == 2) return;
    Account account{&run, words.back(), {}, false, &node};
    if (!is_useradd) account.name = words.front();
    if (const auto uid = command.option("--uid"))
      account.uid = *uid;
    else if (const auto short_uid = command.option("-u"))
      account.uid = *short_uid;
    account.non_unique = is_useradd && command.has_any_flag({"-o", "--non-unique"});
    result.push_back(account);
  });
  return result;
}

}  // namespace seaworthy::rules
