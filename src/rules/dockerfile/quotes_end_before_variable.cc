#include "rules/rule.h"

#include <string_view>

#include "rules/lib/run_habits.h"

namespace seaworthy::rules::quotes_end_before_variable {

/// Quotes around one variable or substitution and nothing else.
static bool holds_one_expansion(std::string_view text) {
  return !text.empty() && (text.front() == '$' || text.front() == '`') && expansion_end(text, 0) == text.size();
}

/// An expansion that stands bare between two texts in double quotes; an empty text where there is none.
static std::string_view bare_between_quotes(std::string_view raw) {
  std::string_view found, bare;
  bool after_quotes = false, bare_follows = false, first_holds_one = false;
  for_each_piece(raw, [&](char quote, std::string_view text) {
    if (quote == '"') {
      const bool is_command = bare.starts_with("$(") || bare.starts_with('`');
      if (bare_follows && found.empty() && (is_command || !(first_holds_one && holds_one_expansion(text))))
        found = bare;
      after_quotes = true;
      bare_follows = false;
      first_holds_one = holds_one_expansion(text);
      return;
    }
    bare_follows = quote == '$' && after_quotes;
    after_quotes = false;
    bare = text;
  });
  return found;
}

static void look_at(const shell::Node& node, Report& report) {
  const auto look_at_word = [&](const shell::Word& word) {
    const std::string_view bare = word.quoted ? bare_between_quotes(word.raw) : std::string_view();
    if (!bare.empty())
      report.at(word.span, "The quotes end before `{}` and begin behind it; escape the inner ones", bare);
  };
  for (const shell::Word& word : node.words) look_at_word(word);
  for (const shell::Assignment& assignment : node.assignments) look_at_word(assignment.value);
}

extern const Rule rule = {
    .code = "SW1511",
    .summary = "Variable between two quoted texts",
    .why =
        "Quotes inside quotes of the same kind end the text: the variable stands bare, is split at blanks, and the "
        "program sees none of the inner quotes.",
    .remedy = "Write `\\\"$name\\\"` where the quotes are part of the text, and leave them out where they are not.",
    .peers = "hadolint-shellcheck:SC2027",
    .severity = Severity::low,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::automation,
    .on = false,
    .check = each_file<check_step_nodes<look_at>>(),
};

}  // namespace seaworthy::rules::quotes_end_before_variable
