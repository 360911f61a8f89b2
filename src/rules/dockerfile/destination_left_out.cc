#include "rules/rule.h"

#include <vector>

#include "rules/lib/run_habits.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::destination_left_out {

/// May become several arguments when the command runs.
static bool may_be_several(const shell::Word& word) {
  for (const shell::Expansion& expansion : word.expansions)
    if (expansion.kind == shell::ExpansionKind::glob || expansion.kind == shell::ExpansionKind::brace ||
        is_one_of("@ *", expansion.name) || expansion.subscript == "@")
      return true;
  return false;
}

static void look_at(const shell::Node& node, Report& report) {
  if (node.kind != shell::NodeKind::simple || !is_one_of("cp mv ln", node.program)) return;
  const shell::Invocation command = shell::invocation(node);
  if (command.has_any_flag({"-t", "--target-directory", "--help", "--version"})) return;
  const std::vector<const shell::Word*> operands = command.operands();
  if (operands.size() != 1 || may_be_several(*operands.front())) return;
  if (node.program == "ln")
    report.at(node.span, "The link gets the name of `{}` in whatever folder this runs; name it", operands[0]->text)
        .peers("hadolint-shellcheck:SC2226");
  else
    report.at(node.span, "`{}` is told of `{}`, but not where to", node.program, operands[0]->text)
        .peers(node.program == "mv" ? "hadolint-shellcheck:SC2224" : "hadolint-shellcheck:SC2225");
}

extern const Rule rule = {
    .code = "SW1516",
    .summary = "`cp`, `mv` or `ln` without a destination",
    .why = "`cp` and `mv` refuse, and `ln` puts the link into the folder that the step happens to be in.",
    .remedy = "Name the destination, or `.` where the current folder is meant.",
    .peers = "hadolint-shellcheck:SC2224 hadolint-shellcheck:SC2225 hadolint-shellcheck:SC2226",
    .severity = Severity::low,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::automation,
    .on = false,
    .check = each_file<check_step_nodes<look_at>>(),
};

}  // namespace seaworthy::rules::destination_left_out
