#include "rules/rule.h"

#include "base/name_text.h"
#include "rules/lib/shell_context.h"

namespace seaworthy::rules::quote_nesting {

/// `'a'b'c'` or `"a"b"c"`: a bare piece of letters between two pieces in the same quotes. Where it stands in the word,
/// or an empty piece.
static std::string_view bare_middle(std::string_view raw, char quote) {
  std::size_t at = 0;
  int pieces = 0;
  std::size_t middle = std::string_view::npos;
  while (at < raw.size()) {
    if (raw[at] == '\\') {
      at += 2;
      continue;
    }
    if (raw[at] == '\'' || raw[at] == '"') {
      const char open = raw[at];
      if (open != quote) return {};
      std::size_t close = at + 1;
      while (close < raw.size() && raw[close] != open) close += raw[close] == '\\' && open == '"' ? 2 : 1;
      if (middle != std::string_view::npos && pieces == 1 && close < raw.size()) return raw.substr(middle, at - middle);
      ++pieces;
      at = close + 1;
      middle = at;
      // Only letters may stand in the bare piece, and it must not be empty.
      std::size_t end = at;
      while (end < raw.size() && ascii::is_name_character(raw[end])) ++end;
      if (end == at || end >= raw.size() || raw[end] != quote) return {};
      at = end;
      continue;
    }
    ++at;
  }
  return {};
}

static void check(const CommandSubject& subject, Report& report) {
  if (!concerns_deployment(subject, report.project())) return report.skip();
  if (subject.site != CommandSite::run && subject.site != CommandSite::script) return report.skip();
  bool any = false;
  for (const shell::Word& word : subject.invocation.arguments) {
    // What a substitution quotes is its own matter.
    bool substitutes = false;
    for (const shell::Expansion& expansion : word.expansions) substitutes = substitutes || expansion.script != nullptr;
    if (!word.quoted || substitutes) continue;
    any = true;
    const std::string_view single = bare_middle(word.raw, '\'');
    const std::string_view twice = single.empty() ? bare_middle(word.raw, '"') : std::string_view();
    const std::string_view middle = single.empty() ? twice : single;
    if (middle.empty()) continue;
    report.at(word.span, "The quotes around `{}` end and begin the text instead of being part of it", middle)
        .peers(single.empty() ? "hadolint-shellcheck:SC2140" : "hadolint-shellcheck:SC2026");
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW3027",
    .summary = "Quotes inside quotes of the same kind",
    .why =
        "The inner quotes end the string, so the program sees none of them: a JSON text loses its quotes, an SQL "
        "literal becomes a name.",
    .remedy = "Use the other kind of quotes inside, or write `\\\"`.",
    .peers = "hadolint-shellcheck:SC2026 hadolint-shellcheck:SC2140",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_command<check>(),
};

}  // namespace seaworthy::rules::quote_nesting
