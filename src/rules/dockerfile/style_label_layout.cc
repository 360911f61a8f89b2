#include "rules/rule.h"

#include <algorithm>

namespace seaworthy::rules::style_label_layout {

/// Whether a blank line, or anything else, stands between two instructions.
static bool stand_apart(const dockerfile::Instruction& first, const dockerfile::Instruction& second, Report& report) {
  const std::string_view between = report.text({first.span.file, first.span.end, second.span.begin});
  return std::ranges::count(between, '\n') > 1;
}

static void check(const dockerfile::Stage& stage, Report& report) {
  std::size_t pairs = 0, labels = 0;
  const dockerfile::Instruction* first = nullptr;
  const dockerfile::Instruction* last = nullptr;
  const auto finish = [&] {
    if (labels >= 2 && pairs >= 3)
      report.at(first->keyword_span, "{} labels in {} instructions; one `LABEL` holds them all", pairs, labels);
    pairs = labels = 0;
    first = nullptr;
  };
  for (const dockerfile::Instruction* instruction : stage.instructions) {
    if (instruction->op != dockerfile::Op::label || !instruction->comments.empty()) {
      finish();
      if (instruction->op != dockerfile::Op::label) continue;
    }
    if (first != nullptr && stand_apart(*last, *instruction, report)) finish();
    last = instruction;
    if (first == nullptr) first = instruction;
    ++labels;
    pairs += instruction->pairs.size();
  }
  finish();
}

extern const Rule rule = {
    .code = "SW1306",
    .summary = "Labels spread over instructions",
    .why = "One instruction shows them together.",
    .remedy = "Write one LABEL with a line per key.",
    .peers = "tally:tally/labels/prefer-grouped",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::documentation,
    .on = false,
    .check = each_stage<check>(),
};

}  // namespace seaworthy::rules::style_label_layout
