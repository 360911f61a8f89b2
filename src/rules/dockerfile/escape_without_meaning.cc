#include "rules/rule.h"

#include <string>

#include "rules/lib/run_habits.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::escape_without_meaning {

static void look_at_word(const shell::Word& word, Report& report) {
  char found = 0;
  for_each_piece(word.raw, [&](char quote, std::string_view text) {
    if (quote != ' ') return;
    for (std::size_t at = text.find('\\'); at != std::string_view::npos && at + 1 < text.size() && found == 0;
         at = text.find('\\', at + 2))
      if (!contains("|&;<>()\\ '\t\n\r\"$`?*@!+[]{}.,~#^%=:/-_", text.substr(at + 1, 1)) ||
          contains("%^=:/-_", text.substr(at + 1, 1)))
        found = text[at + 1];
  });
  if (found == 0) return;
  report
      .at(word.span, "Outside of quotes `\\{}` is `{}`; put the text in single quotes", std::string(1, found),
          std::string(1, found))
      .peers(contains("ntr", std::string_view(&found, 1)) ? "hadolint-shellcheck:SC1012"
                                                          : "hadolint-shellcheck:SC1001");
}

static void look_at(const shell::Node& node, Report& report) {
  // A backslash in front of a command keeps the shell from taking it for an alias.
  const bool bypasses_alias = !node.words.empty() && node.words.front().raw.starts_with('\\');
  for (const shell::Word& word : node.words.subspan(bypasses_alias ? 1 : 0)) look_at_word(word, report);
  for (const shell::Assignment& assignment : node.assignments) look_at_word(assignment.value, report);
}

extern const Rule rule = {
    .code = "SW1469",
    .summary = "Backslash that does nothing",
    .why =
        "Outside of quotes the shell takes the backslash away and leaves the letter: `\\n` is `n`, `\\d` is `d`. A "
        "pattern or a Windows path written so reaches the program as something else.",
    .remedy = "Put the text in single quotes.",
    .peers = "hadolint-shellcheck:SC1001 hadolint-shellcheck:SC1012",
    .severity = Severity::info,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::automation,
    .on = false,
    .check = each_file<check_step_nodes<look_at>>(),
};

}  // namespace seaworthy::rules::escape_without_meaning
