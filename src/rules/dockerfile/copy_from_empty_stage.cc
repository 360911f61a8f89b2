#include "rules/rule.h"

#include "rules/lib/words.h"

namespace seaworthy::rules::copy_from_empty_stage {

static bool is_empty(const dockerfile::Stage& stage) {
  for (const dockerfile::Stage* part = &stage; part != nullptr; part = part->parent) {
    for (const dockerfile::Instruction* instruction : part->instructions) switch (instruction->op) {
        case dockerfile::Op::add:
        case dockerfile::Op::copy:
        case dockerfile::Op::run:
        case dockerfile::Op::unknown:
        // Which makes its folder.
        case dockerfile::Op::workdir:
          return false;
        default:
          break;
      }
    if (part->parent == nullptr) return part->base_known && equal_ignoring_case(part->base, "scratch");
  }
  return false;
}

static void check(const dockerfile::Instruction& instruction, Report& report) {
  const dockerfile::Flag* const from = instruction.flag("from");
  if (from == nullptr || instruction.stage == nullptr) return report.skip();
  for (const dockerfile::Stage* stage : instruction.stage->copies_from) {
    if (!equal_ignoring_case(stage->name, from->value) || stage->name.empty() || !is_empty(*stage)) continue;
    report.at(from->value_span, "Stage `{}` is empty, so there is nothing to copy and the build fails", stage->name)
        .note(stage->from->keyword_span, "It starts from `scratch` and adds no file");
    return;
  }
}

extern const Rule rule = {
    .code = "SW1179",
    .summary = "Copy from an empty stage",
    .why = "A stage from `scratch` without COPY, ADD, RUN or WORKDIR holds no file: the build fails at the copy.",
    .remedy = "Name the stage that holds the files.",
    .peers = "tally:tally/copy-from-empty-scratch-stage",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_instruction<check, dockerfile::Op::copy>(),
};

}  // namespace seaworthy::rules::copy_from_empty_stage
