#include "rules/rule.h"

#include "project/model.h"

namespace seaworthy::rules::style_blank_lines {

static void check(const project::Dockerfile& dockerfile, Report& report) {
  const MappedText& text = dockerfile.parsed->text;
  std::size_t blanks = 0, second = 0;
  for (std::size_t begin = 0; begin < text.text.size();) {
    const std::size_t end = std::min(text.text.find('\n', begin), text.text.size());
    const bool blank = text.text.substr(begin, end - begin).find_first_not_of(" \t\r") == std::string_view::npos;
    if (blank && ++blanks == 2) second = begin;
    if (!blank) {
      const Span span = text.span(static_cast<std::uint32_t>(second), static_cast<std::uint32_t>(begin));
      bool inside = false;
      for (const dockerfile::Instruction* instruction : dockerfile.parsed->instructions)
        inside = inside || instruction->span.contains(span);
      if (blanks > 1 && !inside)
        report.at(span, "More than one blank line in a row").fix(Safety::safe, "Leave one", span, "");
      blanks = 0;
    }
    begin = end + 1;
  }
}

extern const Rule rule = {
    .code = "SW1303",
    .summary = "Several blank lines in a row",
    .why = "One blank line separates; more push what belongs together off the screen.",
    .remedy = "Leave one.",
    .peers = "tally:tally/no-multiple-empty-lines",
    .differs = "Whether instructions are separated at all is style-instruction-groups' matter.",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::documentation,
    .fixes = Fixes::always,
    .on = false,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::style_blank_lines
