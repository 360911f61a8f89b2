#include "rules/rule.h"

#include <string>

#include "rules/lib/run_habits.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::expansion_in_single_quotes {

/// `$name`, `${`, `$(`, or a pair of backticks.
static bool looks_expanded(std::string_view text) {
  for (std::size_t at = 0; at + 1 < text.size(); ++at)
    if (text[at] == '$' && (contains("{(_", text.substr(at + 1, 1)) || is_digit(text[at + 1]) ||
                            (lower(text[at + 1]) >= 'a' && lower(text[at + 1]) <= 'z')))
      return true;
  const std::size_t open = text.find('`');
  if (open == std::string_view::npos) return false;
  const std::size_t close = text.find('`', open + 1);
  return close != std::string_view::npos && close > open + 1;
}

/// `$p`, `$d` and the like are addresses of sed.
static bool is_address_of_sed(std::string_view text) {
  for (std::size_t at = text.find('$'); at != std::string_view::npos; at = text.find('$', at + 1)) {
    if (at + 1 >= text.size() || !contains("{dpsaic", text.substr(at + 1, 1))) continue;
    if (at + 2 >= text.size() || lower(text[at + 2]) < 'a' || lower(text[at + 2]) > 'z') return true;
  }
  return false;
}

static void look_at_word(const shell::Word& word, std::string_view program, Report& report) {
  if (!word.quoted) return;
  bool found = false;
  for_each_piece(word.raw, [&](char quote, std::string_view text) {
    found = found || (quote == '\'' && looks_expanded(text) && !(program == "sed" && is_address_of_sed(text)));
  });
  if (found)
    report.at(word.span, "Nothing is filled in between single quotes; use double quotes if the value is meant");
}

static void look_at(const shell::Node& node, Report& report) {
  const std::string_view program = node.words.empty() ? std::string_view() : base_name(node.words.front().text);
  // They get a program of their own language.
  constexpr WordList interpreters =
      "trap sh bash ksh zsh ssh eval xprop alias sudo doas run0 docker podman oc dpkg-query jq rename rg unset";
  if (is_one_of(interpreters, program) || program.ends_with("awk") || program.starts_with("perl")) return;
  if (program == "git" && node.words.size() > 1 && node.words[1].text == "filter-branch") return;
  std::string_view inner = program;
  if (program == "find")
    for (std::size_t i = 1; i + 1 < node.words.size(); ++i)
      if (is_one_of("-exec -execdir -ok -okdir", node.words[i].text)) inner = base_name(node.words[i + 1].text);
  if (is_one_of(interpreters, inner) || inner.ends_with("awk") || inner.starts_with("perl")) return;
  for (const shell::Word& word : node.words) look_at_word(word, inner, report);
  for (const shell::Assignment& assignment : node.assignments)
    if (!is_one_of("PS1 PS2 PS3 PS4 PROMPT_COMMAND", assignment.name)) look_at_word(assignment.value, {}, report);
  for (const shell::Redirection& redirection : node.redirections)
    if (redirection.heredoc == nullptr) look_at_word(redirection.target, {}, report);
}

extern const Rule rule = {
    .code = "SW1462",
    .summary = "Expansion in single quotes",
    .why =
        "Nothing is filled in between single quotes. For a line that another shell reads later that is right; where "
        "the value of this step is meant, the text stays `$NAME`.",
    .remedy = "Use double quotes where the value is meant.",
    .peers = "hadolint-shellcheck:SC2016",
    .severity = Severity::info,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::automation,
    .on = false,
    .check = each_file<check_step_nodes<look_at>>(),
};

}  // namespace seaworthy::rules::expansion_in_single_quotes
