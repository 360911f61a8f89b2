#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include "project/model.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::remote_part_lacks_variable {

/// What the other machine knows of itself.
static constexpr WordList known_there =
    "HOME USER LOGNAME PATH PWD OLDPWD SHELL HOSTNAME UID EUID GROUPS LANG TERM IFS RANDOM SECONDS BASH_SOURCE "
    "BASH_VERSION LINENO PPID SSH_CONNECTION SSH_CLIENT SSH_TTY TMPDIR OSTYPE HOSTTYPE MACHTYPE";

/// Whether the other machine may give itself the variable: it is set there, read there, or a file is read that may set
/// anything.
static bool may_be_set_there(const shell::Script& remote, std::string_view name) {
  bool result = false;
  for_each_node_deep(remote, [&](const shell::Node& node) {
    for (const shell::Assignment& assignment : node.assignments) result = result || assignment.name == name;
    if (node.kind == shell::NodeKind::for_loop || node.kind == shell::NodeKind::select_loop)
      result = result || node.name == name;
    if (node.kind != shell::NodeKind::simple) return;
    const shell::Invocation command = shell::invocation(node);
    if (is_one_of(". source eval", command.program)) result = true;
    if (shell::is_declaration(command.program) || is_one_of("read mapfile readarray getopts printf", command.program))
      for (const shell::Word& word : command.arguments) result = result || before(word.text, '=') == name;
    // `${NAME:=value}` sets it, and so does what expands nothing but asks for it first.
    for (const shell::Word& word : node.words)
      for (const shell::Expansion& expansion : word.expansions)
        result = result || (expansion.name == name && !expansion.operation.empty());
  });
  return result;
}

/// The assignment by which the script that calls `ssh` sets a variable before it; an invalid place when none does.
static Span set_here(const shell::Script& script, std::string_view name, std::uint32_t until) {
  Span place;
  for_each_node_deep(script, [&](const shell::Node& node) {
    for (const shell::Assignment& assignment : node.assignments)
      if (assignment.name == name && node.words.empty() && assignment.span.begin < until) place = assignment.span;
  });
  return place;
}

static void check(const CommandSubject& subject, Report& report) {
  const shell::Node& node = *subject.invocation.node;
  if (node.remote_script == nullptr || node.remote_script->root == nullptr || subject.script == nullptr)
    return report.skip();
  if (node.remote_script->outer_expands) return;
  // The command itself may carry variables over: `ssh host "NAME=$NAME bash -s" <<'EOF'`, `-o SendEnv=NAME`.
  const auto is_carried = [&](std::string_view name) {
    return std::ranges::any_of(node.words, [&](const shell::Word& word) {
      return contains(word.text, std::string(name) + "=") || contains(word.text, "SendEnv") ||
             contains(word.text, "SetEnv");
    });
  };
  Span missing, set;
  std::string_view missing_name;
  for_each_node_deep(*node.remote_script, [&](const shell::Node& inner) {
    const auto look = [&](std::span<const shell::Expansion> expansions) {
      for (const shell::Expansion& expansion : expansions) {
        if (missing.valid() || expansion.kind != shell::ExpansionKind::parameter || expansion.name.size() < 2 ||
            !expansion.operation.empty() || is_one_of(known_there, expansion.name))
          continue;
        const Span here = set_here(*subject.script, expansion.name, node.span.begin);
        if (!here.valid() || may_be_set_there(*node.remote_script, expansion.name) || is_carried(expansion.name))
          continue;
        missing = expansion.span;
        missing_name = expansion.name;
        set = here;
      }
    };
    for (const shell::Word& word : inner.words) look(word.expansions);
    for (const shell::Assignment& assignment : inner.assignments) look(assignment.value.expansions);
  });
  if (!missing.valid()) return;
  report.at(missing, "`${}` is empty on the other machine: the quotes keep this shell from filling it in", missing_name)
      .note(set, "It is set here alone")
      .advise("Leave the quotes out and put a backslash before what is meant for the other machine");
}

static constexpr std::string_view programs[] = {"ssh"};

extern const Rule rule = {
    .code = "SW4151",
    .summary = "Remote command with a variable that only this machine has",
    .why =
        "Single quotes, and a heredoc whose delimiter is quoted, go to the other machine as they stand. Its shell "
        "knows nothing of the script's variables: `cd \"$DIR\"` stays where it is, and the rest runs in the wrong "
        "folder.",
    .remedy =
        "Let this shell fill the variable in (`<<EOF`, with a backslash before what the other machine is to expand), "
        "or carry it over: `ssh host \"DIR=$DIR bash -s\" <<'EOF'`.",
    .references = "https://www.gnu.org/software/bash/manual/html_node/Redirections.html#Here-Documents",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::remote_part_lacks_variable
