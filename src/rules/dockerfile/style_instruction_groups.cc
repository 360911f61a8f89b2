#include "rules/rule.h"

#include <algorithm>

#include "project/model.h"

namespace seaworthy::rules::style_instruction_groups {

/// The lines between two instructions.
struct Gap {
  std::size_t leading = 0;  ///< Blank lines before the first comment, or before the instruction.
  std::size_t blank = 0;    ///< All blank lines.
  bool comments = false;
};

static Gap gap_of(std::string_view between) {
  Gap gap;
  for (std::size_t begin = between.find('\n'); begin != std::string_view::npos;) {
    const std::size_t end = between.find('\n', begin + 1);
    if (end == std::string_view::npos) break;
    const std::string_view line = between.substr(begin + 1, end - begin - 1);
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) {
      ++gap.blank;
      if (!gap.comments) ++gap.leading;
    } else {
      gap.comments = true;
    }
    begin = end;
  }
  return gap;
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  const std::span<const dockerfile::Instruction* const> instructions = dockerfile.parsed->instructions;
  for (std::size_t i = 1; i < instructions.size(); ++i) {
    const dockerfile::Instruction& above = *instructions[i - 1];
    const dockerfile::Instruction& below = *instructions[i];
    if (below.span.begin <= above.span.end) continue;
    const Gap gap = gap_of(report.text({below.span.file, above.span.end, below.span.begin}));
    if (above.op == below.op) {
      if (!gap.comments && gap.leading > 0)
        report.at(below.keyword_span, "A blank line parts two `{}` that belong together", dockerfile::name(below.op));
    } else if (gap.blank == 0) {
      report.at(below.keyword_span, "No blank line parts `{}` from the `{}` above", dockerfile::name(below.op),
                dockerfile::name(above.op));
    } else if (gap.leading > 1) {
      report.at(below.keyword_span, "More than one blank line parts `{}` from what stands above",
                dockerfile::name(below.op));
    }
  }
  if (instructions.size() < 2) report.skip();
}

extern const Rule rule = {
    .code = "SW1608",
    .summary = "Instructions not set apart by kind",
    .why = "Where a blank line parts kinds of instructions and nothing else, a file reads in blocks.",
    .remedy = "One blank line between instructions of different kinds, none between those of one kind.",
    .peers = "tally:tally/newline-between-instructions",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::documentation,
    .on = false,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::style_instruction_groups
