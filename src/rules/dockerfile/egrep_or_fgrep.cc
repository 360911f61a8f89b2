#include "rules/rule.h"

#include <string>

#include "rules/lib/run_habits.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::egrep_or_fgrep {

static void look_at(const shell::Node& node, Report& report) {
  if (node.words.empty()) return;
  const shell::Word& program = node.words.front();
  const bool extended = program.text == "egrep";
  if (program.quoted || (!extended && program.text != "fgrep")) return;
  report.at(program.span, "`{}` is an obsolete name; write `{}`", program.text, extended ? "grep -E" : "grep -F")
      .peers(extended ? "hadolint-shellcheck:SC2196" : "hadolint-shellcheck:SC2197")
      .fix(Safety::safe, "Write it with its option", program.span, extended ? "grep -E" : "grep -F");
}

extern const Rule rule = {
    .code = "SW1471",
    .summary = "`egrep` or `fgrep`",
    .why = "They are obsolete names: GNU grep warns since 3.8, and some images have them no more.",
    .remedy = "Write `grep -E` and `grep -F`.",
    .peers = "hadolint-shellcheck:SC2196 hadolint-shellcheck:SC2197",
    .references = "https://www.gnu.org/software/grep/manual/grep.html",
    .severity = Severity::info,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::automation,
    .fixes = Fixes::always,
    .on = false,
    .check = each_file<check_step_nodes<look_at>>(),
};

}  // namespace seaworthy::rules::egrep_or_fgrep
