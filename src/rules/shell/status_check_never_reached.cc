#include "rules/rule.h"

#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::status_check_never_reached {

/// The `$?` that a condition or assignment asks for first.
static const shell::Expansion* status_in(const shell::Node& node) {
  const shell::Node* at = &node;
  if (at->kind == shell::NodeKind::if_clause) at = at->children.front();
  while (at->kind == shell::NodeKind::list || at->kind == shell::NodeKind::and_or) {
    if (at->children.empty()) return nullptr;
    at = at->children.front();
  }
  // What only shows the status is right to show 0.
  if (at->kind == shell::NodeKind::simple && is_one_of("echo printf exit return", shell::invocation(*at).program))
    return nullptr;
  for (const shell::Word& word : at->words)
    for (const shell::Expansion& expansion : word.expansions)
      if (expansion.kind == shell::ExpansionKind::parameter && expansion.name == "?") return &expansion;
  for (const shell::Assignment& assignment : at->assignments)
    for (const shell::Expansion& expansion : assignment.value.expansions)
      if (expansion.kind == shell::ExpansionKind::parameter && expansion.name == "?") return &expansion;
  return nullptr;
}

/// Whether a status is kept only to end the script with it.
static bool is_handed_on(const shell::Node& keeping, const shell::Node& next) {
  if (keeping.assignments.empty() || !keeping.words.empty() || next.kind != shell::NodeKind::simple) return false;
  const shell::Invocation command = shell::invocation(next);
  return command.program == "exit" && command.arguments.size() == 1 && !command.arguments.front().expansions.empty() &&
         command.arguments.front().expansions.front().name == keeping.assignments.front().name;
}

/// Whether a failure of `node` ends a script under `set -e`.
static bool ends_script(const shell::Node& node) {
  if (node.background || node.negated) return false;
  if (node.kind == shell::NodeKind::simple) {
    const std::string_view program = shell::invocation(node).program;
    return !is_one_of("echo printf set : true local export declare trap", program);
  }
  return node.kind == shell::NodeKind::pipeline || node.kind == shell::NodeKind::subshell;
}

/// The function whose body a node stands in; null outside of all.
static const shell::Node* function_around(const shell::Node& node) {
  for (const shell::Node* at = node.parent; at != nullptr; at = at->parent)
    if (at->kind == shell::NodeKind::function) return at;
  return nullptr;
}

/// Whether a call stands in a substitution or in text for another shell, where `set -e` of this one does not act.
static bool is_called_elsewhere(const shell::Script& script, std::string_view function) {
  bool found = false;
  for_each_node_deep(script, [&](const shell::Node& node) {
    found = found || (node.script != &script && node.kind == shell::NodeKind::simple &&
                      shell::invocation(node).program == function);
  });
  return found;
}

/// Whether `set -e` acts in a function: something calls it, and nothing asks for the status of a call or of what the
/// call stands in.
static bool keeps_errexit(const shell::Script& script, const shell::Node& function, unsigned depth = 0) {
  constexpr unsigned deepest = 8;
  if (depth == deepest || is_called_elsewhere(script, function.name)) return false;
  bool called = false;
  for (const shell::Node* const call : script.commands) {
    if (call->program != function.name || call->script != &script) continue;
    called = true;
    if (status_is_asked(*call)) return false;
    const shell::Node* const caller = function_around(*call);
    if (caller != nullptr && caller != &function && !keeps_errexit(script, *caller, depth + 1)) return false;
  }
  return called;
}

static void check_script(const shell::Script& script, const project::File& file, Report& report, bool& any) {
  const std::string_view line = first_line(script, &file, report.project());
  for_each_node(*script.root, [&](const shell::Node& list) {
    if (list.kind != shell::NodeKind::list) return;
    for (std::size_t i = 1; i < list.children.size(); ++i) {
      const shell::Node& node = *list.children[i];
      const shell::Node& before = *list.children[i - 1];
      const shell::Expansion* const status = status_in(node);
      if (status == nullptr) continue;
      any = true;
      if (!ends_script(before) || status_is_asked(before)) continue;
      if (!strict_mode(script, line, &before).errexit) continue;
      // Where a function is called as a condition, `set -e` rests.
      const shell::Node* const function = function_around(node);
      if (function != nullptr && !keeps_errexit(script, *function)) continue;
      // `result=$?` with `exit $result` behind it ends as the command did, either way.
      if (i + 1 < list.children.size() && is_handed_on(node, *list.children[i + 1])) continue;
      report.at(status->span, "Under `set -e` a failure ends the script before this is asked; test the command itself")
          .note(before.span, "When this fails, nothing behind it runs");
    }
  });
}

static void check(const project::File& file, Report& report) {
  bool any = false;
  if (concerns_deployment(file, report.project()))
    for_each_whole_script(file, [&](const shell::Script& script) { check_script(script, file, report, any); });
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW3030",
    .summary = "Status that is asked for too late",
    .why =
        "`set -e` ends the script at the command that fails, so `$?` is always 0 when it is asked for: the branch that "
        "cleans up, rolls "
        "back or tells somebody never runs.",
    .remedy = "Write `if ! command; then ... fi`, or `command || { ...; exit 1; }`; clean up in a `trap ... EXIT`.",
    .severity = Severity::medium,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::status_check_never_reached
