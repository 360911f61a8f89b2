#include "rules/rule.h"

#include <string>

#include "rules/lib/run_habits.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::loop_over_one_word {

static void look_at(const shell::Node& node, Report& report) {
  if (node.kind != shell::NodeKind::for_loop || !node.has_items || node.words.size() != 1) return;
  const shell::Word& only = node.words.front();
  for (const shell::Expansion& expansion : only.expansions)
    if (!expansion.in_double_quotes) return;
  if (!only.expansions.empty() && !only.literal) return;
  const bool in_quotes = only.raw.starts_with('\'') && only.raw.ends_with('\'');
  const bool has_commas = !only.quoted && contains(only.text, ",");
  report.at(only.span, "The loop over `{}` runs once; give it a list of words", only.text)
      .peers(in_quotes    ? "hadolint-shellcheck:SC2041"
             : has_commas ? "hadolint-shellcheck:SC2042"
                          : "hadolint-shellcheck:SC2043");
}

extern const Rule rule = {
    .code = "SW1463",
    .summary = "Loop over one word",
    .why =
        "A loop over a single word runs once. Mostly the list lost its other items, or a glob or an expansion was "
        "meant.",
    .remedy = "Write what the loop does, or give it its list.",
    .peers = "hadolint-shellcheck:SC2041 hadolint-shellcheck:SC2042 hadolint-shellcheck:SC2043",
    .severity = Severity::info,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::automation,
    .on = false,
    .check = each_file<check_step_nodes<look_at>>(),
};

}  // namespace seaworthy::rules::loop_over_one_word
