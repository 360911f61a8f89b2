#include "rules/rule.h"

#include <string>

#include "rules/lib/words.h"

namespace seaworthy::rules::copy_from_stage_number {

static void check(const dockerfile::Instruction& instruction, Report& report) {
  const dockerfile::Flag* const from = instruction.flag("from");
  if (from == nullptr) return report.skip();
  if (!is_number(from->value) || instruction.stage == nullptr) return;
  const dockerfile::Stage* source = nullptr;
  for (const dockerfile::Stage* stage : instruction.stage->copies_from)
    if (std::to_string(stage->index) == from->value) source = stage;
  Builder finding =
      report.at(from->value_span, "Stage {} is another one as soon as a stage is added; give it a name and use that",
                from->value);
  if (source == nullptr) return;
  finding.note(source->from->keyword_span, "This stage");
  if (!source->name.empty()) finding.fix(Safety::safe, "Use the stage's name", from->value_span, source->name);
}

extern const Rule rule = {
    .code = "SW1172",
    .summary = "Stage referred to by number",
    .why = "Numbers shift when a stage is added or moved, and COPY then takes files from the wrong stage.",
    .remedy = "Name the stage, `FROM image AS build`, and copy `--from=build`.",
    .peers = "kics:using_unnamed_build_stages",
    .severity = Severity::low,
    .rung = Rung::operate,
    .category = Category::architecture,
    .fixes = Fixes::sometimes,
    .check = each_instruction<check, dockerfile::Op::copy>(),
};

}  // namespace seaworthy::rules::copy_from_stage_number
