#include "rules/rule.h"

#include "project/model.h"

namespace seaworthy::rules::style_trailing_space {

static bool in_heredoc(const dockerfile::File& file, Span span) {
  for (const dockerfile::Instruction* instruction : file.instructions)
    for (const dockerfile::Heredoc& heredoc : instruction->heredocs)
      if (heredoc.body.span().contains(span)) return true;
  return false;
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  const MappedText& text = dockerfile.parsed->text;
  for (std::size_t begin = 0; begin < text.text.size();) {
    const std::size_t end = std::min(text.text.find('\n', begin), text.text.size());
    std::size_t stop = end;
    if (stop > begin && text.text[stop - 1] == '\r') --stop;
    std::size_t last = stop;
    while (last > begin && (text.text[last - 1] == ' ' || text.text[last - 1] == '\t')) --last;
    const Span span = text.span(static_cast<std::uint32_t>(last), static_cast<std::uint32_t>(stop));
    if (last < stop && !in_heredoc(*dockerfile.parsed, span))
      report.at(span, "Blanks at the end of the line").fix(Safety::safe, "Delete them", span, "");
    begin = end + 1;
  }
}

extern const Rule rule = {
    .code = "SW1302",
    .summary = "Blanks at the end of a line",
    .why = "They make noise in differences; behind a continuation they end the instruction in some tools.",
    .remedy = "Delete them.",
    .peers = "tally:tally/no-trailing-spaces",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::documentation,
    .fixes = Fixes::always,
    .on = false,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::style_trailing_space
