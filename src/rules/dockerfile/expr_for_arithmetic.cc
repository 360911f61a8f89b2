#include "rules/rule.h"

#include "rules/lib/run_habits.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::expr_for_arithmetic {

static void look_at(const shell::Node& node, Report& report) {
  if (node.kind != shell::NodeKind::simple || node.program != "expr") return;
  const shell::Invocation command = shell::invocation(node);
  // What the shell has no short form for.
  for (const shell::Word& word : command.arguments)
    if (is_one_of(": < > <= >= match length substr index", word.text)) return;
  report.at(node.span, "The shell calculates by itself: `$((...))`, and compares with `[`");
}

extern const Rule rule = {
    .code = "SW1518",
    .summary = "`expr` for what the shell can do",
    .why =
        "It starts a program for each calculation, needs `\\*` for `*`, and takes an operand that looks like an "
        "operator for one.",
    .remedy = "Write `$((a + b))`, and `[ a = b ]` for comparisons.",
    .peers = "hadolint-shellcheck:SC2003",
    .severity = Severity::info,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::automation,
    .on = false,
    .check = each_file<check_step_nodes<look_at>>(),
};

}  // namespace seaworthy::rules::expr_for_arithmetic
