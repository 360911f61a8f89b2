#include "rules/rule.h"

#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::blank_behind_backslash {

/// The line below the one in which a word ends, when nothing but blanks stand behind the word.
static std::string_view line_below(std::string_view text, std::size_t end) {
  const std::size_t line_end = text.find_first_not_of(" \t", end);
  if (line_end == std::string_view::npos || text[line_end] != '\n') return {};
  const std::size_t begin = text.find_first_not_of(" \t", line_end + 1);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find('\n', begin) - begin);
}

static void check(const CommandSubject& subject, Report& report) {
  // Docker itself takes a backslash for the last of a line when blanks follow.
  if (subject.site == CommandSite::run || subject.invocation.arguments.empty()) return report.skip();
  const shell::Word& last = subject.invocation.arguments.back();
  if (last.raw.size() != 2 || last.raw.front() != '\\' || (last.raw.back() != ' ' && last.raw.back() != '\t')) return;
  const std::string_view text = report.project().sources[last.span.file].text();
  const std::string_view below = line_below(text, last.span.end);
  if (!below.starts_with('-')) return;
  report.at(last.span, "Blanks behind this `\\` end the command: `{}` gets nothing of the lines below",
            subject.invocation.program);
}

extern const Rule rule = {
    .code = "SW4963",
    .summary = "Blanks behind the backslash that was to continue a line",
    .why =
        "The shell takes `\\` and a blank for an argument and the command for complete. The options below it are lost: "
        "they run as commands that do not exist, or behind `exec` not at all.",
    .remedy = "Delete the blanks, so that the backslash is the last of its line.",
    .severity = Severity::high,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_command<check>(),
};

}  // namespace seaworthy::rules::blank_behind_backslash
