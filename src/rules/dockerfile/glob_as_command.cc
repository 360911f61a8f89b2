#include "rules/rule.h"

#include "rules/lib/run_habits.h"

namespace seaworthy::rules::glob_as_command {

static void look_at(const shell::Node& node, Report& report) {
  if (node.kind != shell::NodeKind::simple || node.words.empty()) return;
  const shell::Word& first = node.words.front();
  for (const shell::Expansion& expansion : first.expansions) {
    if (expansion.kind != shell::ExpansionKind::glob || expansion.nested || expansion.in_double_quotes) continue;
    report.at(first.span, "Which program `{}` is depends on what lies there; write its whole path", first.raw);
    return;
  }
}

extern const Rule rule = {
    .code = "SW1510",
    .summary = "Program named by a glob",
    .why =
        "The shell runs the first file that the pattern fits and gives it the others as arguments. With the next "
        "release in the folder, or none, it is another program, or no program at all.",
    .remedy = "Write the whole path, or put the one match into a variable first.",
    .peers = "hadolint-shellcheck:SC2211",
    .severity = Severity::low,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::automation,
    .on = false,
    .check = each_file<check_step_nodes<look_at>>(),
};

}  // namespace seaworthy::rules::glob_as_command
