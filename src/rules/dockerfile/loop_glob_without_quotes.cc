#include "rules/rule.h"

#include <algorithm>

#include "rules/lib/run_habits.h"

namespace seaworthy::rules::loop_glob_without_quotes {

static bool is_bare(const shell::Expansion& expansion) { return !expansion.nested && !expansion.in_double_quotes; }

static void look_at(const shell::Node& node, Report& report) {
  if (node.kind != shell::NodeKind::for_loop) return;
  for (const shell::Word& word : node.words) {
    const bool has_glob = std::any_of(word.expansions.begin(), word.expansions.end(), [](const shell::Expansion& part) {
      return part.kind == shell::ExpansionKind::glob && is_bare(part);
    });
    if (!has_glob) continue;
    for (const shell::Expansion& part : word.expansions)
      if (is_bare(part) && (part.kind == shell::ExpansionKind::parameter || part.kind == shell::ExpansionKind::command))
        report.at(part.span, "A blank in `{}` tears the pattern apart; put it in quotes, and leave the glob outside",
                  report.text(part.span));
  }
}

extern const Rule rule = {
    .code = "SW1526",
    .summary = "Expansion without quotes in the pattern of a loop",
    .why =
        "The folder of the pattern is split at blanks first, and the loop runs over the pieces instead of the files.",
    .remedy = "Write `\"$folder\"/*.sql`: the quotes end before the glob.",
    .peers = "hadolint-shellcheck:SC2231",
    .severity = Severity::info,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::automation,
    .on = false,
    .check = each_file<check_step_nodes<look_at>>(),
};

}  // namespace seaworthy::rules::loop_glob_without_quotes
