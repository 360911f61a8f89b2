#include "rules/rule.h"

#include "rules/lib/run_habits.h"

namespace seaworthy::rules::read_takes_backslashes {

static void look_at(const shell::Node& node, Report& report) {
  if (node.kind != shell::NodeKind::simple || node.program != "read" || node.program_at != 0) return;
  const shell::Invocation command = shell::invocation(node);
  if (command.has_any_flag({"-r"}) || command.option("-t") == "0") return;
  report.at(node.span, "`read` takes backslashes out of the line and joins lines that end with one; write `read -r`");
}

extern const Rule rule = {
    .code = "SW1522",
    .summary = "`read` without `-r`",
    .why = "A backslash in the input disappears, and a line that ends with one is joined with the next.",
    .remedy = "Write `read -r`, unless the input is escaped like that.",
    .peers = "hadolint-shellcheck:SC2162",
    .severity = Severity::info,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::automation,
    .on = false,
    .check = each_file<check_step_nodes<look_at>>(),
};

}  // namespace seaworthy::rules::read_takes_backslashes
