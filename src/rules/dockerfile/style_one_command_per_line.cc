#include "rules/rule.h"

#include "rules/lib/words.h"

namespace seaworthy::rules::style_one_command_per_line {

static void check(const dockerfile::Instruction& run, Report& report) {
  if (run.script == nullptr || run.script->root == nullptr || !run.heredocs.empty()) return report.skip();
  const shell::Node* root = run.script->root;
  while (root->kind == shell::NodeKind::list && root->children.size() == 1) root = root->children.front();
  if (root->kind != shell::NodeKind::and_or || root->children.size() < 2) return report.skip();
  for (std::size_t i = 1; i < root->children.size(); ++i) {
    const Span between{run.span.file, root->children[i - 1]->span.end, root->children[i]->span.begin};
    if (between.begin > between.end || contains(report.text(between), "\n")) continue;
    report.at(root->children[i]->span, "Several commands on one line; a line each is easier to read and compare");
    return;
  }
}

extern const Rule rule = {
    .code = "SW1307",
    .summary = "Several commands on one line",
    .why = "In a difference the whole line changes, and the eye misses what stands far to the right.",
    .remedy = "Break the line before each `&&`.",
    .peers = "tally:tally/newline-per-chained-call",
    .differs = "Mounts, labels and probes are left to the author.",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::documentation,
    .on = false,
    .check = each_instruction<check, dockerfile::Op::run>(),
};

}  // namespace seaworthy::rules::style_one_command_per_line
