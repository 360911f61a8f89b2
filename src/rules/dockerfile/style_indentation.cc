#include "rules/rule.h"

#include "project/model.h"

namespace seaworthy::rules::style_indentation {

/// White space before the keyword, in the text of the Dockerfile; where other text stands before it, none.
static std::string_view indentation(const MappedText& text, const dockerfile::Instruction& instruction, Span& span) {
  if (!text.pieces.empty()) return {};
  const std::size_t keyword = instruction.keyword_span.begin - text.base;
  std::size_t begin = keyword;
  while (begin > 0 && (text.text[begin - 1] == ' ' || text.text[begin - 1] == '\t')) --begin;
  span = text.span(static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(keyword));
  return begin == 0 || text.text[begin - 1] == '\n' ? text.text.substr(begin, keyword - begin) : std::string_view();
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  const dockerfile::File& file = *dockerfile.parsed;
  const dockerfile::Instruction* first = nullptr;  // Whose indentation the others follow.
  std::string_view wanted;
  for (const dockerfile::Instruction* instruction : file.instructions) {
    Span span;
    const std::string_view written = indentation(file.text, *instruction, span);
    const bool outer = instruction->op == dockerfile::Op::from || instruction->stage == nullptr;
    // Below the FROM of a single stage, and for FROM itself, nothing is gained by an indentation.
    if (outer || file.stages.size() < 2) {
      if (!written.empty())
        report.at(span, "`{}` is indented; begin it at the line's start", instruction->keyword)
            .fix(Safety::safe, "Remove the indentation", span, "");
      continue;
    }
    if (first == nullptr) {
      first = instruction;
      wanted = written;
    } else if (written != wanted) {
      Builder finding =
          report.at(span.size() > 0 ? span : instruction->keyword_span,
                    "`{}` is indented differently from the first instruction of a stage", instruction->keyword);
      finding.note(first->keyword_span, "The first one").fix(Safety::safe, "Indent it alike", span, wanted);
    }
  }
}

extern const Rule rule = {
    .code = "SW1456",
    .summary = "Instructions indented unevenly",
    .why = "An indentation that means nothing is read as if it meant something.",
    .remedy = "Indent all instructions of stages alike, or none.",
    .peers = "tally:tally/consistent-indentation",
    .differs = "tally asks for one tab below each FROM; here the first instruction below a FROM sets the example.",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::documentation,
    .fixes = Fixes::always,
    .on = false,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::style_indentation
