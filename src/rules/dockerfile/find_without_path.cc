#include "rules/rule.h"

#include "rules/lib/run_habits.h"

namespace seaworthy::rules::find_without_path {

/// Whether a path stands behind the options that lead the arguments.
static bool names_path(const shell::Invocation& command) {
  for (const shell::Word& word : command.arguments) {
    if (!word.text.starts_with('-')) return true;
    if (word.text == "--help" || word.text == "--version") return true;
    if (word.text.size() > 2 && !word.text.starts_with("-O")) return false;
  }
  return false;
}

static void look_at(const shell::Node& node, Report& report) {
  if (node.kind != shell::NodeKind::simple || node.program != "find") return;
  if (!names_path(shell::invocation(node))) report.at(node.span, "`find` is told of no folder; name one, or `.`");
}

extern const Rule rule = {
    .code = "SW1527",
    .summary = "`find` without a folder",
    .why = "GNU `find` takes the current folder; others end with an error.",
    .remedy = "Name the folder: `find . -name ...`.",
    .peers = "hadolint-shellcheck:SC2185",
    .severity = Severity::info,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::automation,
    .on = false,
    .check = each_file<check_step_nodes<look_at>>(),
};

}  // namespace seaworthy::rules::find_without_path
