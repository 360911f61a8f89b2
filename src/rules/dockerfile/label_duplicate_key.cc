#include "rules/rule.h"

namespace seaworthy::rules::label_duplicate_key {

static void check(const dockerfile::Stage& stage, Report& report) {
  std::vector<const dockerfile::Pair*> seen;
  for (const dockerfile::Instruction* instruction : stage.instructions) {
    if (instruction->op != dockerfile::Op::label) continue;
    for (const dockerfile::Pair& pair : instruction->pairs) {
      if (!pair.key.literal) continue;
      if (seen.size() > 1000) return;
      for (const dockerfile::Pair*& earlier : seen)
        if (earlier != nullptr && earlier->key.text == pair.key.text) {
          report.at(earlier->key.span, "`{}` is set again below, so this value is lost", pair.key.text)
              .note(pair.key.span, "Set again here");
          earlier = nullptr;
        }
      seen.push_back(&pair);
    }
  }
  if (seen.empty()) report.skip();
}

extern const Rule rule = {
    .code = "SW1261",
    .summary = "Label set twice",
    .why = "Only the last value counts; a reader may find the other one.",
    .remedy = "Delete the earlier one.",
    .peers = "tally:tally/labels/no-duplicate-keys",
    .severity = Severity::low,
    .rung = Rung::operate,
    .category = Category::documentation,
    .check = each_stage<check>(),
};

}  // namespace seaworthy::rules::label_duplicate_key
