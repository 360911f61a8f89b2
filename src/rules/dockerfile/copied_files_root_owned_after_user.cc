#include "rules/rule.h"

#include <algorithm>

#include "rules/lib/layers.h"
#include "rules/lib/ruby.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::copied_files_root_owned_after_user {

/// A stage that holds a Rails application, which writes to `tmp`, `log` and `storage` below its own folder.
static bool is_rails(const dockerfile::Stage& stage) {
  if (!is_ruby_stage(stage)) return false;
  if (ruby_web_server(stage) != nullptr || stage.workdir.value.ends_with("/rails")) return true;
  return std::ranges::any_of(stage.variables, [](const dockerfile::Variable& variable) {
    return variable.name == "RAILS_ENV" && !variable.is_arg;
  });
}

/// Whether a chown of a path changes the owner of what was copied to `target`: of all of it, or of folders below where
/// these alone matter.
static bool touches(std::string_view target, std::string_view path, bool folders_matter) {
  if (path.empty()) return false;
  if (target == path || path == "/" || (target.starts_with(path) && target[path.size()] == '/')) return true;
  return folders_matter && path.starts_with(target) && (target == "/" || path[target.size()] == '/');
}

/// Whether a copy brings the whole application.
static bool brings_application(const dockerfile::Instruction& copy) {
  if (!copy.heredocs.empty()) return false;
  for (std::size_t i = 0; i + 1 < copy.arguments.size(); ++i) {
    const std::string_view source = copy.arguments[i].text;
    if (is_one_of(". ./ /rails /app", source) || source.ends_with("/.")) return true;
  }
  return false;
}

/// The USER under which what the instruction brings is used: in force already, or, for an application of Rails, at the
/// end of the stage. Null when it is root or the base image decides.
static const dockerfile::Instruction* user_of(const dockerfile::Instruction& copy) {
  const dockerfile::Instruction* user = user_before(copy);
  if ((user == nullptr || is_root(user->arguments.front().text)) && copy.op == dockerfile::Op::copy &&
      is_rails(*copy.stage) && brings_application(copy))
    for (const dockerfile::Instruction* later : copy.stage->instructions)
      if (later->op == dockerfile::Op::user && !later->arguments.empty()) user = later;
  return user == nullptr || is_root(user->arguments.front().text) ? nullptr : user;
}

static void check(const dockerfile::Instruction& instruction, Report& report) {
  if (instruction.stage == nullptr || instruction.arguments.size() < 2 || is_windows_stage(*instruction.stage))
    return report.skip();
  const dockerfile::Instruction* const user = user_of(instruction);
  if (user == nullptr) return report.skip();
  const bool after = user->span.begin > instruction.span.begin;
  const bool rails = is_rails(*instruction.stage) && brings_application(instruction);
  if (instruction.flag("chown") != nullptr) return;
  const std::string target = absolute_path(instruction, instruction.arguments.back().text);
  for (const dockerfile::Instruction* later : instruction.stage->instructions) {
    if (later->op != dockerfile::Op::run || later->script == nullptr || later->span.begin < instruction.span.begin)
      continue;
    for (const shell::Node* node : later->script->commands) {
      const shell::Invocation command = shell::invocation(*node);
      if (command.program != "chown") continue;
      for (const shell::Word& word : command.arguments)
        if (!target.empty() && !word.text.starts_with('-') && touches(target, absolute_path(*later, word.text), rails))
          return;
    }
  }
  Builder finding =
      after ? report.at(instruction.keyword_span,
                        "These files belong to root, and Rails writes to `tmp` and `log` below them as `{}`; add "
                        "`--chown`",
                        user->arguments.front().text)
            : report.at(instruction.keyword_span,
                        "These files belong to root although `USER {}` is in force; add `--chown` if they are written",
                        user->arguments.front().text);
  finding.note(user->span, after ? "Runs as this" : "COPY does not look at this");
  if (after)
    finding.peers("tally:tally/ruby/state-paths-not-writable-as-non-root");
  else if (rails)
    finding.peers("tally:tally/copy-after-user-without-chown tally:tally/ruby/state-paths-not-writable-as-non-root");
  else
    finding.peers("tally:tally/copy-after-user-without-chown");
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
