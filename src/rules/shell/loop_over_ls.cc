#include "rules/rule.h"

#include <string>

#include "rules/lib/shell_context.h"

namespace seaworthy::rules::loop_over_ls {

static void check_loop(const shell::Node& node, Report& report, bool& any) {
  if (node.kind != shell::NodeKind::for_loop || !node.has_items) return;
  any = true;
  for (const shell::Word& word : node.words) {
    if (word.expansions.empty() || word.expansions.front().script == nullptr ||
        word.expansions.front().in_double_quotes)
      continue;
    const shell::Expansion& substitution = word.expansions.front();
    if (substitution.script->commands.size() != 1) continue;
    const shell::Invocation command = shell::invocation(*substitution.script->commands.front());
    if (command.program != "ls") continue;
    Builder finding = report.at(word.span, "Names with blanks fall apart in a loop over `ls`; loop over a glob");
    const std::vector<const shell::Word*> operands = command.operands();
    const bool plain = operands.size() == 1 && operands.size() == command.arguments.size() &&
                       substitution.span == word.span && command.node->redirections.empty();
    bool has_glob = false;
    if (plain)
      for (const shell::Expansion& expansion : operands.front()->expansions)
        has_glob = has_glob || expansion.kind == shell::ExpansionKind::glob;
    if (has_glob) finding.fix(Safety::review, "Loop over the glob", word.span, report.text(operands.front()->span));
  }
}

static void check(const project::File& file, Report& report) {
  if (file.dockerfile == nullptr && !concerns_deployment(file, report.project())) return report.skip();
  bool any = false;
  for_each_script(file, [&](const ScriptSite& site) {
    for_each_node_deep(*site.script, [&](const shell::Node& node) { check_loop(node, report, any); });
  });
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW3016",
    .summary = "Loop over the output of `ls`",
    .why =
        "The shell splits the output at blanks and expands globs in it, so one file with a blank in its name becomes "
        "two that do not exist.",
    .remedy = "Loop over the glob itself: `for file in ./*.sql; do`.",
    .peers = "semgrep:iteration-over-ls-output",
    .severity = Severity::low,
    .rung = Rung::operate,
    .category = Category::automation,
    .fixes = Fixes::sometimes,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::loop_over_ls
