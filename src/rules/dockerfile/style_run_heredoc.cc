#include "rules/rule.h"

namespace seaworthy::rules::style_run_heredoc {

/// How many commands a step in shell form chains with `&&`; 0 for other steps.
static std::size_t chained(const dockerfile::Instruction& run) {
  if (run.op != dockerfile::Op::run || run.form != dockerfile::Form::shell || run.script == nullptr ||
      run.script->root == nullptr || !run.heredocs.empty())
    return 0;
  const shell::Node* root = run.script->root;
  while (root->kind == shell::NodeKind::list && root->children.size() == 1) root = root->children.front();
  return root->kind == shell::NodeKind::and_or ? root->children.size() : 1;
}

static void check(const dockerfile::Stage& stage, Report& report) {
  const dockerfile::Instruction* first = nullptr;
  std::size_t steps = 0;
  const auto finish = [&] {
    if (steps >= 3)
      report.at(first->keyword_span, "{} steps in a row; one heredoc with `set -e` reads like a script", steps);
    steps = 0;
  };
  for (const dockerfile::Instruction* instruction : stage.instructions) {
    const std::size_t commands = chained(*instruction);
    if (commands == 0 || commands >= 3) finish();
    if (commands >= 3)
      report.at(instruction->keyword_span, "{} commands chained with `&&`; a heredoc with `set -e` reads like a script",
                commands);
    if (commands == 0 || commands >= 3) continue;
    if (steps++ == 0) first = instruction;
  }
  finish();
}

extern const Rule rule = {
    .code = "SW1308",
    .summary = "Long chain of commands",
    .why = "Continuations and `&&` hide the commands; in a heredoc they stand as in a script, with comments.",
    .remedy = "`RUN <<EOF` with `set -e` in the first line, where the builder is BuildKit.",
    .peers = "tally:tally/prefer-run-heredoc",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::documentation,
    .on = false,
    .check = each_stage<check>(),
};

}  // namespace seaworthy::rules::style_run_heredoc
