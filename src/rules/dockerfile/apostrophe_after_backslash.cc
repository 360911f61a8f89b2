#include "rules/rule.h"

#include <string_view>

#include "rules/lib/run_habits.h"

namespace seaworthy::rules::apostrophe_after_backslash {

static void look_at(const shell::Node& node, Report& report) {
  for (const shell::Word& word : node.words) {
    bool ends_in_backslash = false;
    for_each_piece(word.raw, [&](char quote, std::string_view text) {
      ends_in_backslash = ends_in_backslash || (quote == '\'' && text.ends_with('\\'));
    });
    if (!ends_in_backslash) continue;
    report.at(word.span, "A backslash escapes nothing in single quotes: the text ends at the next `'`");
    return;
  }
}

extern const Rule rule = {
    .code = "SW1521",
    .summary = "Backslash before the end of a text in single quotes",
    .why =
        "Inside single quotes a backslash is a backslash, so the `'` behind it ends the text where more was meant to "
        "follow.",
    .remedy = "Write `'\\\\''` for an apostrophe inside single quotes; where a backslash is meant, nothing is wrong.",
    .peers = "hadolint-shellcheck:SC1003",
    .severity = Severity::info,
    .confidence = Confidence::possible,
    .rung = Rung::operate,
    .category = Category::automation,
    .on = false,
    .check = each_file<check_step_nodes<look_at>>(),
};

}  // namespace seaworthy::rules::apostrophe_after_backslash
