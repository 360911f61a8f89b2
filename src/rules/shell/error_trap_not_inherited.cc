#include "rules/rule.h"

#include <algorithm>

#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::error_trap_not_inherited {

/// `set -E`, `set -Eeuo pipefail`, `set -o errtrace`.
static bool hands_on(const shell::Invocation& set) {
  for (const shell::Word& word : set.arguments) {
    if (word.text == "errtrace") return true;
    if (word.text.starts_with('-') && !word.text.starts_with("--") && contains(word.text, "E")) return true;
  }
  return false;
}

/// A function that is called and runs programs of its own, whose failures the trap is to see.
static const shell::Node* function_called(const shell::Script& script) {
  const shell::Node* found = nullptr;
  for_each_node(*script.root, [&](const shell::Node& function) {
    if (found != nullptr || function.kind != shell::NodeKind::function) return;
    const bool called = std::ranges::any_of(script.commands, [&](const shell::Node* call) {
      return call->program == function.name && call->script == &script && !status_is_asked(*call);
    });
    if (!called) return;
    for_each_node(function, [&](const shell::Node& node) {
      if (node.kind == shell::NodeKind::simple && found == nullptr && !status_is_asked(node) &&
          is_one_of("docker docker-compose podman kubectl helm git psql pg_dump mysql mysqldump rsync scp ssh npm curl "
                    "tar cp aws restic",
                    shell::invocation(node).program))
        found = &node;
    });
  });
  return found;
}

static void check(const project::File& file, Report& report) {
  if (file.script == nullptr || file.script->root == nullptr || file.script->dialect != shell::Dialect::bash ||
      !concerns_deployment(file, report.project()))
    return report.skip();
  const shell::Node* trap = nullptr;
  bool inherited = false;
  for (const shell::Node* const node : file.script->commands) {
    const shell::Invocation command = shell::invocation(*node);
    if (command.program == "set") inherited = inherited || hands_on(command);
    if (command.program != "trap" || command.arguments.size() < 2) continue;
    const bool for_errors =
        std::ranges::any_of(command.arguments.subspan(1), [](const shell::Word& word) { return word.text == "ERR"; });
    // Without a command the trap is taken away.
    if (for_errors && command.arguments.front().text != "-" && !command.arguments.front().text.empty() &&
        !is_inside(*node, shell::NodeKind::function))
      trap = node;
  }
  if (trap == nullptr) return report.skip();
  const std::string_view first = first_line(*file.script, &file, report.project());
  const std::size_t option = first.find(" -");
  if (inherited || (option != std::string_view::npos && contains(first.substr(option), "E"))) return;
  const shell::Node* const step = function_called(*file.script);
  if (step == nullptr) return;
  report.at(trap->span, "Functions do not take this trap over, so what fails in them ends without it; add `set -E`")
      .note(step->span, "A failure of this is not caught");
}

extern const Rule rule = {
    .code = "SW3144",
    .summary = "Trap on errors that functions do not take over",
    .why =
        "Bash hands a trap on `ERR` to functions and subshells only with `errtrace`. The rollback or the message that "
        "it stands for is left out just where the work is done.",
    .remedy = "Write `set -Eeuo pipefail`.",
    .references = "https://www.gnu.org/software/bash/manual/html_node/The-Set-Builtin.html",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_script<check>(),
};

}  // namespace seaworthy::rules::error_trap_not_inherited
