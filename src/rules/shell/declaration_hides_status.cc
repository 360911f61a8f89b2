#include "rules/rule.h"

#include <string>

#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::declaration_hides_status {

/// Programs whose output is used for itself; that they fail is no matter.
static bool hardly_fails(const shell::Script& script) {
  for (const shell::Node* node : script.commands) {
    const std::string_view program = shell::invocation(*node).program;
    if (!is_one_of(
            "date echo printf basename dirname pwd uname id whoami hostname nproc tr sed awk cut head tail sort wc cd",
            program))
      return false;
  }
  return true;
}

/// Whether the next command looks at `$?`, which is that of the declaration.
static bool status_is_read_next(const shell::Node& node) {
  const shell::Node* const next = next_in_list(node);
  if (next == nullptr) return false;
  bool reads = false;
  const auto look = [&](const shell::Node& part) {
    for (const shell::Word& word : part.words)
      for (const shell::Expansion& expansion : word.expansions) reads = reads || expansion.name == "?";
    for (const shell::Assignment& assignment : part.assignments)
      for (const shell::Expansion& expansion : assignment.value.expansions) reads = reads || expansion.name == "?";
  };
  if (next->kind == shell::NodeKind::if_clause)
    for_each_node(*next->children.front(), look);
  else
    look(*next);
  return reads;
}

static void check(const CommandSubject& subject, Report& report) {
  if (subject.site != CommandSite::run && subject.site != CommandSite::script) return report.skip();
  if (!concerns_deployment(subject, report.project())) return report.skip();
  const shell::Node& node = *subject.invocation.node;
  bool any = false;
  for (const shell::Word& word : subject.invocation.arguments) {
    const std::size_t equals = word.raw.find('=');
    if (equals == std::string_view::npos || word.expansions.empty()) continue;
    const shell::Expansion* substitution = nullptr;
    for (const shell::Expansion& expansion : word.expansions)
      if (expansion.kind == shell::ExpansionKind::command && !expansion.nested) substitution = &expansion;
    if (substitution == nullptr || substitution->script == nullptr) continue;
    any = true;
    if (hardly_fails(*substitution->script)) continue;
    const bool strict =
        strict_mode(*node.script, first_line(*node.script, subject.file, report.project()), &node).errexit;
    const std::string_view name = word.raw.substr(0, equals);
    Builder finding = report.at(word.span, "The status of this command is lost behind `{}`; assign first, then declare",
                                subject.invocation.program);
    if (status_is_read_next(node))
      finding.severity(Severity::medium)
          .note(next_in_list(node)->span, "`$?` is read here, and it is that of the declaration: always 0");
    // Without `set -e` and without a look at `$?` nobody would have noticed anyway.
    else if (!strict)
      finding.severity(Severity::info);
    const bool alone = subject.invocation.arguments.size() == 1 && node.parent != nullptr &&
                       node.parent->kind == shell::NodeKind::list && node.assignments.empty() &&
                       node.redirections.empty() && subject.invocation.wrappers.empty();
    // Once the statement is split, `set -e` ends the script before `$?` is asked for: what was asked has to be asked
    // otherwise.
    if (!alone || (strict && status_is_read_next(node))) continue;
    std::string text;
    if (subject.invocation.program == "local" || subject.invocation.program == "declare" ||
        subject.invocation.program == "typeset") {
      text.append(subject.invocation.program).append(" ").append(name).append("; ").append(report.text(word.span));
    } else {
      text.append(report.text(word.span)).append("; ").append(subject.invocation.program).append(" ").append(name);
    }
    finding.fix(Safety::review, "Split the statement", node.span, text);
  }
  if (!any) report.skip();
}

static constexpr std::string_view programs[] = {"export", "local", "readonly", "declare", "typeset"};

extern const Rule rule = {
    .code = "SW3017",
    .summary = "Declaration that hides a status",
    .why =
        "`export X=$(command)` has the status of `export`, which is a success: `set -e` does not stop, and the script "
        "goes on with an "
        "empty value.",
    .remedy = "Assign first (`X=$(command)`), then `export X`; declare a `local` before assigning it.",
    .peers = "hadolint-shellcheck:SC2155",
    .differs = "Commands that hardly fail (`date`, `basename` ...) are no hits; without `set -e` it is info.",
    .severity = Severity::low,
    .rung = Rung::operate,
    .category = Category::automation,
    .fixes = Fixes::sometimes,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::declaration_hides_status
