#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include "project/model.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"
#include "rules/rule.h"
#include "shell/command.h"

namespace seaworthy::rules::remote_part_expanded_here {

using Names = std::set<std::string_view>;

/// Adds the variables that a command or loop sets.
static void add_names_set(const shell::Node& node, Names& names) {
  for (const shell::Assignment& assignment : node.assignments) names.insert(assignment.name);
  if (node.kind == shell::NodeKind::for_loop || node.kind == shell::NodeKind::select_loop) names.insert(node.name);
  if (node.kind != shell::NodeKind::simple) return;
  const shell::Invocation command = shell::invocation(node);
  if (is_one_of("read mapfile readarray getopts", command.program))
    for (const shell::Word& word : command.arguments) names.insert(word.text);
  if (shell::is_declaration(command.program))
    for (const shell::Word& word : command.arguments) names.insert(before(word.text, '='));
}

/// Whether the shell that runs `ssh` may have a variable: a command of the script sets it, or text of the file speaks
/// of it as a key of an environment does.
static bool is_set_here(const CommandSubject& subject, const Report& report, std::string_view name) {
  Names names;
  if (subject.script->root != nullptr)
    for_each_node(*subject.script->root, [&](const shell::Node& node) { add_names_set(node, names); });
  if (names.contains(name)) return true;
  return subject.file != nullptr &&
         contains(report.project().sources[subject.file->source].text(), std::string(name) + ":");
}

/// The first place in the remote script where a variable is set; an invalid one when it is set nowhere there.
static Span set_over_there(const shell::Script& remote, std::string_view name) {
  Span first;
  for_each_node(*remote.root, [&](const shell::Node& node) {
    if (first.valid()) return;
    Names names;
    add_names_set(node, names);
    if (names.contains(name)) first = node.span;
  });
  return first;
}

/// Whether a substitution lists what runs on a host: `docker ps -q`, `docker compose ps`, `docker volume ls`.
static bool lists_what_runs(const shell::Script& script) {
  return std::ranges::any_of(script.commands, [](const shell::Node* node) {
    const shell::Invocation command = shell::invocation(*node);
    return is_one_of("docker docker-compose podman", command.program) &&
           std::ranges::any_of(command.arguments.first(std::min<std::size_t>(command.arguments.size(), 4)),
                               [](const shell::Word& word) { return is_one_of("ps ls", word.text); });
  });
}

/// Tells of the first part that this shell fills in although the other machine alone can.
static bool check_expansions(std::span<const shell::Expansion> expansions, const CommandSubject& subject,
                             Report& report) {
  const shell::Script& remote = *subject.invocation.node->remote_script;
  for (const shell::Expansion& expansion : expansions) {
    if (expansion.nested) continue;
    if (expansion.kind == shell::ExpansionKind::command && expansion.script != nullptr &&
        lists_what_runs(*expansion.script)) {
      report.at(expansion.span, "This asks the engine of here, before anything is sent; put a backslash before the `$`")
          .note(subject.invocation.node->span, "The other machine is to run this");
      return true;
    }
    if (expansion.kind != shell::ExpansionKind::parameter || !expansion.operation.empty()) continue;
    if (expansion.name == "?") {
      report
          .at(expansion.span, "`$?` is filled in here and says nothing of the other machine; put a backslash before it")
          .note(subject.invocation.node->span, "The other machine is to run this");
      return true;
    }
    const Span set = set_over_there(remote, expansion.name);
    if (!set.valid() || set.end > expansion.span.begin || is_set_here(subject, report, expansion.name)) continue;
    report
        .at(expansion.span, "`${}` is filled in here, where nothing sets it; put a backslash before the `$`",
            expansion.name)
        .note(set, "It is set on the other machine");
    return true;
  }
  return false;
}

static void check(const CommandSubject& subject, Report& report) {
  const shell::Node& node = *subject.invocation.node;
  if (node.remote_script == nullptr || node.remote_script->root == nullptr || subject.script == nullptr)
    return report.skip();
  if (!node.remote_script->outer_expands) return;
  for (const shell::Word& word : node.words)
    if (word.quoted && check_expansions(word.expansions, subject, report)) return;
  for (const shell::Redirection& redirection : node.redirections)
    if (redirection.heredoc != nullptr && check_expansions(redirection.heredoc->expansions, subject, report)) return;
}

static constexpr std::string_view programs[] = {"ssh"};

extern const Rule rule = {
    .code = "SW4680",
    .summary = "Part of a remote command that the shell of here fills in",
    .why =
        "In double quotes and in a heredoc whose delimiter is not quoted the shell that calls `ssh` puts in `$NAME` "
        "and `$(...)` before anything is sent: the other machine gets empty text, or the containers of this one.",
    .remedy = "Quote the delimiter (`<<'EOF'`) or use single quotes; a backslash keeps one `$` for the other machine.",
    .references = "https://www.gnu.org/software/bash/manual/html_node/Redirections.html#Here-Documents",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::remote_part_expanded_here
