#include "rules/rule.h"

#include <algorithm>

#include "rules/lib/run_habits.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::loop_over_output {

/// The pipeline that is all that a substitution holds; null where it holds more.
static const shell::Node* only_command(const shell::Script& script) {
  if (script.root == nullptr || script.root->children.size() != 1) return nullptr;
  const shell::Node* const node = script.root->children.front();
  return node->kind == shell::NodeKind::simple || node->kind == shell::NodeKind::pipeline ? node : nullptr;
}

static bool works_by_lines(const shell::Node& node) {
  return node.kind == shell::NodeKind::simple && is_one_of("grep fgrep egrep sed cat awk cut sort", node.program);
}

static void look_at(const shell::Node& node, Report& report) {
  if (node.kind != shell::NodeKind::for_loop || node.words.size() != 1) return;
  for (const shell::Expansion& expansion : node.words.front().expansions) {
    if (expansion.kind != shell::ExpansionKind::command || expansion.nested || expansion.script == nullptr) continue;
    const shell::Node* const command = only_command(*expansion.script);
    if (command == nullptr) continue;
    const bool piped = command->kind == shell::NodeKind::pipeline;
    const shell::Node& first = piped ? *command->children.front() : *command;
    const bool lines = piped ? std::all_of(command->children.begin(), command->children.end(),
                                           [](const shell::Node* part) { return works_by_lines(*part); })
                             : works_by_lines(first);
    if (!lines && !is_one_of("ls find", first.program)) continue;
    report
        .at(expansion.span,
            "The output of `{}` falls apart at every blank, not at its lines; read it with `while read -r`",
            first.program)
        .peers(lines                     ? "hadolint-shellcheck:SC2013"
               : first.program == "find" ? "hadolint-shellcheck:SC2044"
                                         : "hadolint-shellcheck:SC2045");
  }
}

extern const Rule rule = {
    .code = "SW1523",
    .summary = "Loop over the words of an output",
    .why = "The shell splits the output at blanks and expands globs in it, so a line or name with a blank becomes two.",
    .remedy = "Loop over a glob, use `find -exec`, or read lines with `while read -r line`.",
    .peers = "hadolint-shellcheck:SC2013 hadolint-shellcheck:SC2044 hadolint-shellcheck:SC2045",
    .severity = Severity::info,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::automation,
    .on = false,
    .check = each_file<check_step_nodes<look_at>>(),
};

}  // namespace seaworthy::rules::loop_over_output
