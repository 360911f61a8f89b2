#include "rules/rule.h"

namespace seaworthy::rules::style_multiple_spaces {

/// Two blanks in a row behind the first word of a line; quoted text, comments and heredoc bodies may have them.
static void check(const dockerfile::Instruction& instruction, Report& report) {
  const std::uint32_t begin = instruction.span.begin;
  std::uint32_t end = instruction.span.end;
  for (const dockerfile::Heredoc& heredoc : instruction.heredocs)
    if (heredoc.body.text.data() != nullptr) end = std::min(end, heredoc.body.span(0, 0).begin);
  const std::string_view text = report.text({instruction.span.file, begin, end});
  bool at_start = false;
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') {
      at_start = true;
      continue;
    }
    if (at_start && (c == ' ' || c == '\t')) continue;
    if (at_start && c == '#') {
      i = std::min(text.find('\n', i), text.size()) - 1;
      continue;
    }
    at_start = false;
    if (quote != 0) {
      if (c == '\\' && quote == '"') ++i;
      if (c == quote) quote = 0;
      continue;
    }
    if (c == '"' || c == '\'') quote = c;
    if (c != ' ' || i + 1 >= text.size() || text[i + 1] != ' ') continue;
    const std::size_t behind = std::min(text.find_first_not_of(' ', i), text.size());
    // In front of a continuation blanks line the backslashes up.
    const std::size_t next = std::min(text.find_first_not_of(" \t\r", behind + 1), text.size());
    const bool continues = behind < text.size() && text[behind] == '\\' && (next == text.size() || text[next] == '\n');
    if (behind < text.size() && !continues && text[behind] != '\r' && text[behind] != '\n') {
      const auto at = begin + static_cast<std::uint32_t>(i);
      report.at({instruction.span.file, at, begin + static_cast<std::uint32_t>(behind)}, "One blank is enough here")
          .fix(Safety::safe, "Leave one blank", {instruction.span.file, at, begin + static_cast<std::uint32_t>(behind)},
               " ");
      return;
    }
    i = behind - 1;
  }
}

extern const Rule rule = {
    .code = "SW1502",
    .summary = "Several blanks in a row",
    .why = "They mean nothing, and they make differences of two versions longer than they are.",
    .remedy = "Leave one blank.",
    .peers = "tally:tally/no-multi-spaces",
    .differs = "Blanks in quoted text and in front of a continuation stay.",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::documentation,
    .fixes = Fixes::always,
    .on = false,
    .check =
        each_instruction<check, dockerfile::Op::add, dockerfile::Op::arg, dockerfile::Op::cmd, dockerfile::Op::copy,
                         dockerfile::Op::entrypoint, dockerfile::Op::env, dockerfile::Op::expose, dockerfile::Op::from,
                         dockerfile::Op::healthcheck, dockerfile::Op::label, dockerfile::Op::run, dockerfile::Op::shell,
                         dockerfile::Op::user, dockerfile::Op::volume, dockerfile::Op::workdir>(),
};

}  // namespace seaworthy::rules::style_multiple_spaces
