#include "rules/rule.h"

#include <algorithm>

namespace seaworthy::rules::style_run_heredoc {

/// How many commands a list chains with `&&`, `;` or line ends; what stands in a clause counts as one.
static std::size_t count(const shell::Node& node) {
  if (node.kind != shell::NodeKind::list && node.kind != shell::NodeKind::and_or) return 1;
  std::size_t sum = 0;
  for (const shell::Node* child : node.children) sum += count(*child);
  return sum;
}

/// Whether a step may end before its last command, and would take those behind it along.
static bool may_end_early(const shell::Script& script) {
  return std::ranges::any_of(script.commands, [](const shell::Node* node) {
    return !node->words.empty() && node->words[0].text == "exit" &&
           (node->words.size() == 1 || node->words[1].text == "0");
  });
}

/// The commands of a step that a shell reads; 0 for other instructions.
static std::size_t commands_of(const dockerfile::Instruction& run) {
  const bool reads = run.op == dockerfile::Op::run && run.form == dockerfile::Form::shell && run.script != nullptr &&
                     run.script->root != nullptr;
  return reads ? count(*run.script->root) : 0;
}

static bool same_mounts(const dockerfile::Instruction& left, const dockerfile::Instruction& right, Report& report) {
  if (left.mounts.size() != right.mounts.size()) return false;
  for (std::size_t i = 0; i < left.mounts.size(); ++i)
    if (report.text(left.mounts[i].span) != report.text(right.mounts[i].span)) return false;
  return true;
}

static void check(const dockerfile::Stage& stage, Report& report) {
  const dockerfile::Instruction* first = nullptr;
  std::size_t steps = 0, commands = 0;
  const auto finish = [&] {
    if (steps >= 2 && commands >= 3)
      report.at(first->keyword_span, "{} steps in a row; one heredoc with `set -e` reads like a script", steps);
    steps = commands = 0;
    first = nullptr;
  };
  for (const dockerfile::Instruction* instruction : stage.instructions) {
    const std::size_t own = commands_of(*instruction);
    const bool alone = own > 0 && may_end_early(*instruction->script);
    if (own == 0 || alone || (first != nullptr && !same_mounts(*first, *instruction, report))) finish();
    if (own == 0) continue;
    if (own >= 3 && instruction->heredocs.empty())
      report.at(instruction->keyword_span, "{} commands in one chain; a heredoc with `set -e` reads like a script",
                own);
    if (alone) continue;
    if (first == nullptr) first = instruction;
    ++steps;
    commands += own;
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
