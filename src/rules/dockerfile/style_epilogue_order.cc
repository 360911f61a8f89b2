#include "rules/rule.h"

#include <vector>

#include "project/model.h"
#include "rules/lib/layers.h"

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

static void check_stage(const dockerfile::Stage& stage, Report& report) {
  const dockerfile::Instruction* out_of_order = nullptr;
  const dockerfile::Instruction* last = nullptr;
  const dockerfile::Instruction* first = nullptr;
  for (const dockerfile::Instruction* const instruction : stage.instructions) {
    const int own = rank(instruction->op);
    if (own == 0 && instruction->op != dockerfile::Op::onbuild && first != nullptr) {
      report
          .at(first->keyword_span,
              "How the container runs stands at the end: `STOPSIGNAL`, `HEALTHCHECK`, `ENTRYPOINT`, `CMD`")
          .note(instruction->keyword_span, "This comes behind it");
      return;
    }
    if (own == 0) continue;
    if (first == nullptr) first = instruction;
    if (last != nullptr && own < rank(last->op) && out_of_order == nullptr) out_of_order = instruction;
    last = instruction;
  }
  if (out_of_order != nullptr)
    report.at(out_of_order->keyword_span,
              "How the container runs stands in the order `STOPSIGNAL`, `HEALTHCHECK`, `ENTRYPOINT`, `CMD`");
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  const dockerfile::File& file = *dockerfile.parsed;
  const std::vector<bool> used = stages_used_by_others(file);
  for (const dockerfile::Stage* const stage : file.stages)
    if (!used[stage->index] || stage == file.last_stage()) check_stage(*stage, report);
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
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::style_epilogue_order
