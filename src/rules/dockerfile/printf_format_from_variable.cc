#include "rules/rule.h"

#include <string>

#include "rules/lib/run_habits.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::printf_format_from_variable {

static void look_at(const shell::Node& node, Report& report) {
  if (node.words.size() < 2 || node.words.front().text != "printf") return;
  const std::size_t at = node.words[1].text == "--" ? 2 : node.words[1].text == "-v" ? 3 : 1;
  if (at >= node.words.size()) return;
  const shell::Word& format = node.words[at];
  for (const shell::Expansion& expansion : format.expansions)
    if (expansion.kind == shell::ExpansionKind::parameter || expansion.kind == shell::ExpansionKind::command) {
      // The format itself may be kept in a variable, arguments follow it then.
      if (contains(format.text, "%") || at + 1 == node.words.size())
        report.at(format.span, "A `%` in the value is part of the format here; write `printf '%s' ...`");
      return;
    }
}

extern const Rule rule = {
    .code = "SW1475",
    .summary = "Variable in the format of `printf`",
    .why = "A `%` or a backslash in the value is taken for a part of the format.",
    .remedy = "Write `printf '%s' \"$value\"`.",
    .peers = "hadolint-shellcheck:SC2059",
    .severity = Severity::info,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::automation,
    .on = false,
    .check = each_file<check_step_nodes<look_at>>(),
};

}  // namespace seaworthy::rules::printf_format_from_variable
