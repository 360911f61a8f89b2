#include "rules/rule.h"

#include "project/model.h"

namespace seaworthy::rules::style_blank_lines {

/// A run of blank lines, as offsets into the text.
struct Blanks {
  std::size_t first = 0, second = 0, end = 0, count = 0;
};

static void report_run(const Blanks& blanks, const project::Dockerfile& dockerfile, Report& report) {
  const MappedText& text = dockerfile.parsed->text;
  // Above the first line and below the last there is nothing to separate.
  const bool at_edge = blanks.first == 0 || blanks.end >= text.text.size();
  if (blanks.count == 0 || (!at_edge && blanks.count == 1)) return;
  const Span span = text.span(static_cast<std::uint32_t>(at_edge ? blanks.first : blanks.second),
                              static_cast<std::uint32_t>(blanks.end));
  if (span.begin == span.end) return;
  for (const dockerfile::Instruction* instruction : dockerfile.parsed->instructions)
    if (instruction->span.contains(span)) return;
  if (at_edge)
    report.at(span, "A blank line at the edge of the file separates nothing").fix(Safety::safe, "Delete it", span, "");
  else
    report.at(span, "More than one blank line in a row").fix(Safety::safe, "Leave one", span, "");
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  const std::string_view text = dockerfile.parsed->text.text;
  Blanks blanks;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const bool blank = text.substr(begin, end - begin).find_first_not_of(" \t\r") == std::string_view::npos;
    if (blank) {
      ++blanks.count;
      if (blanks.count == 1) blanks.first = begin;
      if (blanks.count == 2) blanks.second = begin;
      blanks.end = std::min(end + 1, text.size());
    } else {
      report_run(blanks, dockerfile, report);
      blanks = {};
    }
    begin = end + 1;
  }
  report_run(blanks, dockerfile, report);
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
