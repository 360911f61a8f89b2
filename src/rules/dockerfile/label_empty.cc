#include "rules/rule.h"

namespace seaworthy::rules::label_empty {

static void check(const dockerfile::Instruction& label, Report& report) {
  for (const dockerfile::Pair& pair : label.pairs)
    if (pair.value.literal && pair.value.text.empty())
      report.at(pair.key.span, "`{}` has no value; fill it in or leave it out", pair.key.text);
}

extern const Rule rule = {
    .code = "SW1263",
    .summary = "Label without a value",
    .why = "It says nothing, and tools that list labels show an empty line.",
    .remedy = "Give it a value or delete it.",
    .peers = "hadolint:DL3051",
    .differs = "hadolint asks for labels of a configured schema only.",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::documentation,
    .check = each_instruction<check, dockerfile::Op::label>(),
};

}  // namespace seaworthy::rules::label_empty
