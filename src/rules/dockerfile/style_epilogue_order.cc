#include "rules/rule.h"

namespace seaworthy::rules::style_epilogue_order {

static int rank(dockerfile::Op op) {
  switch (op) {
    case dockerfile::Op::stopsignal:
      return 1;
    case dockerfile::Op::healthcheck:
      return 2;
    case dockerfile::Op::entrypoint:
      return 3;
    case dockerfile::Op::cmd:
      return 4;
    default:
      return 0;
  }
}

static void check(const dockerfile::Stage& stage, Report& report) {
  const dockerfile::Instruction* last = nullptr;
  for (const dockerfile::Instruction* instruction : stage.instructions) {
    if (last != nullptr && rank(instruction->op) < rank(last->op)) {
      report
          .at(last->keyword_span,
              "How the container runs stands at the end: `STOPSIGNAL`, `HEALTHCHECK`, `ENTRYPOINT`, `CMD`")
          .note(instruction->keyword_span, "This comes before it");
      return;
    }
    if (rank(instruction->op) != 0) last = instruction;
  }
}

extern const Rule rule = {
    .code = "SW1309",
    .summary = "Start of the container not at the end",
    .why = "Readers look for it there.",
    .remedy = "Move these instructions to the end, in this order.",
    .peers = "tally:tally/epilogue-order",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::documentation,
    .on = false,
    .check = each_final_stage<check>(),
};

}  // namespace seaworthy::rules::style_epilogue_order
