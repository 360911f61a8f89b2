#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "base/ascii.h"
#include "base/name_text.h"
#include "project/code_signs.h"
#include "project/model.h"
#include "rules/lib/settled.h"
#include "rules/lib/switch_values.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::switch_value_not_understood {

/// What code holds the value of a variable against.
struct Comparison {
  bool differs = false;   ///< `!=`: everything but these words.
  bool any_case = false;  ///< The value is brought to one case first.
  std::vector<std::string> words;
  std::size_t begin = 0, end = 0;  ///< In the text, from the name to the last word.
};

/// The text in quotes that begins at an offset, which is moved behind it; nothing for other text.
static std::optional<std::string_view> take_quoted(std::string_view text, std::size_t& at) {
  if (at >= text.size() || (text[at] != '"' && text[at] != '\'' && text[at] != '`')) return std::nullopt;
  const std::size_t end = text.find(text[at], at + 1);
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view word = text.substr(at + 1, end - at - 1);
  at = end + 1;
  return word;
}

/// The words behind a comparison: one, or those of a list or tuple.
static std::vector<std::string> take_words(std::string_view text, std::size_t& at) {
  std::vector<std::string> words;
  const auto skip = [&](std::string_view characters) {
    while (at < text.size() && contains(characters, text.substr(at, 1))) ++at;
  };
  skip(" ");
  const bool is_list = at < text.size() && contains("([{", text.substr(at, 1));
  if (is_list) skip("([{ ");
  while (const std::optional<std::string_view> word = take_quoted(text, at)) {
    words.emplace_back(*word);
    if (!is_list) break;
    skip(", ");
  }
  return words;
}

/// What stands between the name of a variable and its comparison: `", "True").lower() == "true"`. Nothing where it is
/// more than a default and a change of case.
static std::optional<Comparison> comparison_behind(std::string_view line, std::size_t at) {
  Comparison found;
  for (bool first = true; at < line.size(); first = false) {
    // The quote behind the name itself.
    if (first && contains("\"'`", line.substr(at, 1))) {
      ++at;
      continue;
    }
    if (take_quoted(line, at).has_value()) continue;
    const std::string_view rest = line.substr(at);
    for (const std::string_view sign : {"!==", "!=", "===", "==", " not in ", " in "}) {
      if (!rest.starts_with(sign)) continue;
      found.differs = sign.front() == '!' || contains(sign, "not");
      at += sign.size();
      found.words = take_words(line, at);
      found.end = at;
      return found.words.empty() ? std::nullopt : std::optional(found);
    }
    if (contains(")], .|?", rest.substr(0, 1))) {
      ++at;
      continue;
    }
    bool changes_case = false;
    for (const std::string_view call : {"lower()", "casefold()", "toLowerCase()", "strip()", "trim()", "toString()"}) {
      if (!rest.starts_with(call)) continue;
      changes_case = true;
      found.any_case = found.any_case || call == "lower()" || call == "casefold()" || call == "toLowerCase()";
      at += call.size();
      break;
    }
    if (!changes_case) return std::nullopt;
  }
  return std::nullopt;
}

/// Whether the words of a comparison are all such that say yes, or all such that say no.
static bool are_all(const Comparison& comparison, bool (*says)(std::string_view)) {
  return std::ranges::all_of(comparison.words, [says](const std::string& word) { return says(word); });
}

static bool takes(const Comparison& comparison, std::string_view value) {
  const std::string given = comparison.any_case ? ascii::lowered(value) : std::string(value);
  return std::ranges::find(comparison.words, given) != comparison.words.end();
}

/// A place where the code does not take the value for what it says; an invalid span where some place does, or none is
/// understood.
static Span misread(const project::Project& project, const project::ReadFolder& code, std::string_view name,
                    std::string_view value, std::string& meant) {
  Span place;
  for (const FileId id : code.sources) {
    const std::string_view text = project.sources[id].text();
    for (std::size_t at = ascii::find_name(text, name); at != std::string_view::npos;
         at = ascii::find_name(text, name, at + 1)) {
      const std::string_view line = text.substr(0, std::min(text.find('\n', at), text.size()));
      const std::string_view before = text.substr(0, at);
      const std::string_view opening = before.substr(before.find_last_of('\n') + 1);
      if (!contains(ascii::lowered(opening), "env")) continue;
      const std::optional<Comparison> found = comparison_behind(line, at + name.size());
      // What is not understood may take the value after all.
      if (!found.has_value()) return {};
      const bool is_switch = found->differs ? are_all(*found, is_off) : are_all(*found, is_on);
      const bool is_same = found->differs ? is_off(value) : is_on(value);
      if (!is_switch || !is_same || takes(*found, value)) return {};
      if (place.valid()) continue;
      place = {id, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(found->end)};
      meant = found->words.front();
    }
  }
  return place;
}

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  const project::ReadFolder* const code = project::code_folder(project, service);
  if (code == nullptr || !code->whole) return report.skip();
  bool asks = false;
  for (const compose::EnvironmentEntry& entry : service.definition->environment) {
    if (!entry.value.has_value() || !entry.span.valid() || !is_settled(entry.source)) continue;
    const std::string_view value = *entry.value;
    if ((!is_on(value) && !is_off(value)) || !project::mentions(project, *code, entry.name)) continue;
    asks = true;
    std::string meant;
    const Span place = misread(project, *code, entry.name, value, meant);
    if (!place.valid()) continue;
    report
        .at(entry.span, "`{}` does not switch anything {}: the code of `{}` wants `{}`", report.text(entry.span),
            is_on(value) ? "on" : "off", service.name, meant)
        .note(place, "Here it is held against that");
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4089",
    .summary = "Switch in a spelling that the code does not know",
    .why =
        "A variable is text. Code that holds it against `True` takes `1` and `true` for no, without a word: what was "
        "switched on stays off, and what was switched off stays on.",
    .remedy = "Write the value as the code compares it, or let the code take all usual spellings.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::switch_value_not_understood
