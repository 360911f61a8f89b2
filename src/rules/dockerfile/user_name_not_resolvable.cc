#include "rules/rule.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "project/model.h"
#include "rules/lib/accounts.h"
#include "rules/lib/layers.h"
#include "rules/lib/run_commands.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::user_name_not_resolvable {

/// Whether a source of COPY is plainly one file that is no table of accounts.
static bool is_other_file(std::string_view source) {
  const std::string_view name = base_name(source);
  return contains(name, ".") && name.find_first_of("*?[") == std::string_view::npos && name.front() != '.' &&
         !name.ends_with(".gz") && !name.ends_with(".tar") && !name.ends_with(".xz") && !name.ends_with(".tgz");
}

/// Whether the stage may hold an /etc/passwd or /etc/group by now.
static bool may_hold_passwd(const dockerfile::Instruction& at) {
  for (const dockerfile::Stage* stage = at.stage; stage != nullptr; stage = stage->parent)
    for (const dockerfile::Instruction* instruction : stage->instructions) {
      if (instruction->span.begin >= at.span.begin) break;
      if (instruction->op == dockerfile::Op::run) return true;
      if (instruction->op != dockerfile::Op::copy && instruction->op != dockerfile::Op::add) continue;
      bool only_other_files = instruction->arguments.size() > 1;
      for (std::size_t i = 0; i + 1 < instruction->arguments.size(); ++i)
        only_other_files =
            only_other_files && instruction->arguments[i].literal && is_other_file(instruction->arguments[i].text);
      for (const dockerfile::Word& word : instruction->arguments)
        if (!word.literal || contains(word.text, "passwd") || contains(word.text, "/etc/group") || word.text == "/" ||
            ((word.text == "/etc" || word.text == "/etc/") && !only_other_files) || word.text.ends_with(".tar.gz") ||
            word.text.ends_with(".tar") || word.text.ends_with(".tar.xz"))
          return true;
    }
  return false;
}

/// Whether the account of a stage is ever looked up: by a step of it, or when a container starts.
static bool is_used(const dockerfile::Instruction& user, const Report& report) {
  const dockerfile::Stage& stage = *user.stage;
  const project::Dockerfile* const dockerfile = dockerfile_of(user, report);
  if (dockerfile == nullptr || shipped_stages(*dockerfile)[stage.index]) return true;
  return std::ranges::any_of(dockerfile->parsed->instructions, [&](const dockerfile::Instruction* other) {
    if (other->op != dockerfile::Op::run || other->stage == nullptr) return false;
    for (const dockerfile::Stage* below = other->stage; below != nullptr; below = below->parent)
      if (below == &stage) return other->span.begin > user.span.begin;
    return false;
  });
}

/// The account of that name when it is made without a group of its own: `adduser -S app` and `adduser --system app` put
/// it into `nogroup`. Nothing when the group may be there.
static std::optional<Account> account_without_group(const dockerfile::Stage& stage, std::string_view name) {
  // Red Hat's `adduser` is `useradd`, which makes the group.
  if (uses_rpm(stage)) return std::nullopt;
  const std::vector<const knowledge::HeldAccount*> held = held_by_base(stage);
  if (held.empty() || std::ranges::find(held, name, &knowledge::HeldAccount::name) != held.end()) return std::nullopt;
  std::optional<Account> found;
  for (const Account& account : accounts(stage)) {
    const shell::Invocation command = shell::invocation(*account.command);
    if (command.program != "adduser" || !account.name->literal || account.name->text != name) continue;
    const bool is_system = command.has_any_flag({"-S", "--system"});
    const bool has_group = command.has_any_flag({"--group"}) || command.option("-G").has_value() ||
                           command.option("--ingroup").has_value() || command.option("--gid").has_value();
    if (!is_system || has_group) return std::nullopt;
    found = account;
  }
  if (!found.has_value()) return std::nullopt;
  const bool may_be_made = any_run_command(stage, [&](const dockerfile::Instruction& run, const shell::Node& node) {
    const std::string_view program = shell::invocation(node).program;
    return contains(run.line.text, "/etc/group") || is_one_of("addgroup groupadd useradd", program);
  });
  return may_be_made ? std::nullopt : found;
}

/// Reports a group that goes by the name of an account and does not exist; whether it did.
static bool check_group(const dockerfile::Instruction& instruction, std::string_view owner, Span span, Report& report) {
  const std::size_t colon = owner.find(':');
  if (colon == std::string_view::npos) return false;
  const std::string_view group = owner.substr(colon + 1);
  const std::optional<Account> account = account_without_group(*instruction.stage, group);
  if (!account.has_value()) return false;
  Builder finding = report.at(span, "There is no group `{}`: its `adduser` puts the account into `nogroup`", group);
  if (group_option(*account, *instruction.stage) == "-G")
    finding.note(account->command->span, "Add `-G` here, and `addgroup` before it");
  else
    finding.note(account->command->span, "Add `--group` here, which makes a group of the account's name");
  using dockerfile::Op;
  if (instruction.op == Op::run)
    finding.rung(Rung::build);
  else if (instruction.op != Op::user)
    finding.severity(Severity::medium).rung(Rung::resist);
  return true;
}

static bool check_groups(const dockerfile::Instruction& instruction, Report& report) {
  if (instruction.op == dockerfile::Op::user)
    return !instruction.arguments.empty() && instruction.arguments.front().literal &&
           check_group(instruction, instruction.arguments.front().text, instruction.arguments.front().span, report);
  if (instruction.op != dockerfile::Op::run) {
    const dockerfile::Flag* const owner = instruction.flag("chown");
    return owner != nullptr && !contains(owner->value, "$") &&
           check_group(instruction, owner->value, owner->value_span, report);
  }
  if (instruction.script == nullptr) return false;
  for (const shell::Node* const node : instruction.script->commands) {
    const shell::Invocation command = shell::invocation(*node);
    if (command.program != "chown") continue;
    const std::vector<const shell::Word*> words = command.operands({"--from", "--reference"});
    if (!words.empty() && words.front()->literal &&
        check_group(instruction, words.front()->text, words.front()->span, report))
      return true;
  }
  return false;
}

static void check(const dockerfile::Instruction& instruction, Report& report) {
  if (instruction.stage == nullptr) return report.skip();
  if (check_groups(instruction, report)) return;
  if (instruction.op == dockerfile::Op::run) return report.skip();
  const dockerfile::Stage& root = instruction.stage->root();
  if (!root.base_known || !equal_ignoring_case(root.base, "scratch")) return report.skip();
  std::string_view name;
  Span span;
  if (instruction.op == dockerfile::Op::user) {
    if (instruction.arguments.empty() || !instruction.arguments.front().literal) return report.skip();
    name = instruction.arguments.front().text;
    span = instruction.arguments.front().span;
  } else {
    const dockerfile::Flag* const owner = instruction.flag("chown");
    if (owner == nullptr || contains(owner->value, "$")) return report.skip();
    name = owner->value;
    span = owner->value_span;
  }
  const std::string_view user = user_name(name);
  const std::string_view group = user.size() < name.size() ? name.substr(user.size() + 1) : std::string_view();
  const bool user_resolves = user.empty() || is_number(user), group_resolves = group.empty() || is_number(group);
  if ((user_resolves && group_resolves) || may_hold_passwd(instruction)) return;
  Builder finding = report.at(span, "There is no {} in this stage to look `{}` up in; write a number such as 65532",
                              user_resolves ? "/etc/group" : "/etc/passwd", user_resolves ? group : user);
  // BuildKit gives what it cannot look up to root.
  if (instruction.op != dockerfile::Op::user)
    finding.severity(Severity::medium).rung(Rung::resist);
  else if (!is_used(instruction, report))
    finding.severity(Severity::low).rung(Rung::operate);
}

extern const Rule rule = {
    .code = "SW1184",
    .summary = "User name that nothing can resolve",
    .why =
        "`scratch` holds no account, and a system account has no group of its own name: the container does not start, "
        "`chown` ends the build, or the copied files belong to root instead.",
    .remedy =
        "Write a number, make the group first (`addgroup -S app && adduser -S -G app app`; `adduser --system --group "
        "app` on Debian), or copy /etc/passwd from "
        "the build stage.",
    .peers = "tally:tally/named-identity-in-passwdless-stage",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::architecture,
    .check =
        each_instruction<check, dockerfile::Op::user, dockerfile::Op::copy, dockerfile::Op::add, dockerfile::Op::run>(),
};

}  // namespace seaworthy::rules::user_name_not_resolvable
