#include "rules/rule.h"

#include <string>

#include "rules/lib/run_habits.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::backticks {

static void look_at(const shell::Node& node, Report& report) {
  const auto look_at_word = [&](const shell::Word& word) {
    for (const shell::Expansion& expansion : word.expansions) {
      if (expansion.kind != shell::ExpansionKind::command || expansion.nested) continue;
      const std::string_view written = report.text(expansion.span);
      if (written.size() < 3 || !written.starts_with('`')) continue;
      Builder finding = report.at(expansion.span, "Backticks do not nest; write `$( )`");
      if (contains(written, "\\") || contains(written, "\n")) continue;
      std::string dollar = "$(";
      dollar.append(written.substr(1, written.size() - 2)).append(")");
      finding.fix(Safety::safe, "Write `$( )`", expansion.span, dollar);
    }
  };
  for (const shell::Word& word : node.words) look_at_word(word);
  for (const shell::Assignment& assignment : node.assignments) look_at_word(assignment.value);
  for (const shell::Redirection& redirection : node.redirections)
    if (redirection.heredoc == nullptr) look_at_word(redirection.target);
}

extern const Rule rule = {
    .code = "SW1465",
    .summary = "Substitution in backticks",
    .why = "Backticks cannot be nested without escapes, and backslashes inside mean something else than outside.",
    .remedy = "Write `$(command)`.",
    .peers = "hadolint-shellcheck:SC2006",
    .severity = Severity::info,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::automation,
    .fixes = Fixes::sometimes,
    .on = false,
    .check = each_file<check_step_nodes<look_at>>(),
};

}  // namespace seaworthy::rules::backticks
