#include "rules/rule.h"

#include "rules/lib/run_habits.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::find_exec_without_end {

static void look_at(const shell::Node& node, Report& report) {
  if (node.kind != shell::NodeKind::simple || node.program != "find" || node.words.size() < 2) return;
  const shell::Invocation command = shell::invocation(node);
  bool open = false;
  for (const shell::Word& word : command.arguments) {
    if (is_one_of("-exec -execdir", word.text)) open = true;
    if (is_one_of("+ ;", word.text)) open = false;
  }
  if (open)
    report.at(command.arguments.back().span, "`-exec` has no end; write `\\;` or `+` as a word of its own behind it");
}

extern const Rule rule = {
    .code = "SW1520",
    .summary = "`find -exec` without its end",
    .why = "`find` refuses to run: the `;` was taken by the shell, or was part of another word.",
    .remedy = "End it with `\\;` or `+`, with a blank before it.",
    .peers = "hadolint-shellcheck:SC2067",
    .severity = Severity::medium,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::automation,
    .on = false,
    .check = each_file<check_step_nodes<look_at>>(),
};

}  // namespace seaworthy::rules::find_exec_without_end
