#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

#include "dockerfile/ast.h"
#include "knowledge/held_accounts.h"
#include "knowledge/knowledge.h"
#include "project/tools.h"
#include "rules/lib/package_command.h"
#include "rules/lib/run_commands.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"
#include "shell/command.h"

/// Accounts that RUN creates, and those that a base has.
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

/// The option by which the program that makes an account puts it into a group that is there. BusyBox's `adduser` and
/// Debian's share a name, not their options, and Red Hat's is `useradd`.
inline std::string_view group_option(const Account& account, const dockerfile::Stage& stage) {
  const shell::Invocation command = shell::invocation(*account.command);
  if (command.program == "useradd" || uses_rpm(stage)) return "-g";
  const knowledge::ImageVariant* const variant = project::base_variant(stage);
  const bool is_busybox =
      variant != nullptr ? is_one_of("alpine busybox", variant->base) : command.has_any_flag({"-S", "-D", "-G", "-H"});
  return is_busybox ? "-G" : "--ingroup";
}

/// Users and groups that the base of a stage has from the start; none when nothing is known of it.
inline std::vector<const knowledge::HeldAccount*> held_by_base(const dockerfile::Stage& stage) {
  const knowledge::Image* const image = project::base_image(stage);
  const knowledge::ImageVariant* const variant = project::base_variant(stage);
  if (image == nullptr || variant == nullptr) return {};
  const std::string_view tag = knowledge::parse_reference(stage.root().base).tag;
  std::vector<const knowledge::HeldAccount*> result;
  for (const knowledge::HeldAccount& row : knowledge::held_accounts()) {
    const bool of_image = row.of == image->name &&
                          (row.on.empty() || std::ranges::find(row.on, variant->base) != row.on.end()) &&
                          row.versions.contains(tag);
    if (row.image ? of_image : row.of == variant->base) result.push_back(&row);
  }
  return result;
}

}  // namespace seaworthy::rules
