#include "rules/rule.h"

namespace seaworthy::rules::style_run_heredoc {

static void check(const dockerfile::Instruction& run, Report& report) {
  if (run.script == nullptr || run.script->root == nullptr || !run.heredocs.empty()) return report.skip();
  const shell::Node* root = run.script->root;
  while (root->kind == shell::NodeKind::list && root->children.size() == 1) root = root->children.front();
  if (root->kind != shell::NodeKind::and_or || root->children.size() < 6) return;
  report.at(run.keyword_span, "{} commands chained with `&&`; a heredoc with `set -e` reads like a script",
            root->children.size());
}

extern const Rule rule = {
    .code = "SW1308",
    .summary = "Long chain of commands",
    .why = "Continuations and `&&` hide the commands; in a heredoc they stand as in a script, with comments.",
    .remedy = "`RUN <<EOF` with `set -e` in the first line, where the builder is BuildKit.",
    .peers = "tally:tally/prefer-run-heredoc",
    .differs = "From six commands on, where tally begins with three.",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::documentation,
    .on = false,
    .check = each_instruction<check, dockerfile::Op::run>(),
};

}  // namespace seaworthy::rules::style_run_heredoc
