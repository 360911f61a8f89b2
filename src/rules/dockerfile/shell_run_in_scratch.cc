#include "rules/rule.h"

#include "rules/lib/words.h"

namespace seaworthy::rules::shell_run_in_scratch {

static void check(const dockerfile::Instruction& run, Report& report) {
  if (run.stage == nullptr || run.form != dockerfile::Form::shell) return report.skip();
  const dockerfile::Stage& root = run.stage->root();
  if (!root.base_known || !equal_ignoring_case(root.base, "scratch")) return report.skip();
  for (const dockerfile::Stage* stage = run.stage; stage != nullptr; stage = stage->parent)
    for (const dockerfile::Instruction* instruction : stage->instructions) {
      if (instruction->span.begin >= run.span.begin) break;
      // What is copied may hold a shell.
      if (instruction->op == dockerfile::Op::copy || instruction->op == dockerfile::Op::add ||
          instruction->op == dockerfile::Op::shell)
        return report.skip();
    }
  for (const dockerfile::Mount& mount : run.mounts)
    if (mount.type == "bind") return report.skip();
  report.at(run.keyword_span,
            "`scratch` holds no shell, so this step fails; do it in a stage with one and copy the result");
}

extern const Rule rule = {
    .code = "SW1212",
    .summary = "Shell command in an empty image",
    .why = "Shell form runs `/bin/sh`, and `scratch` holds no file at all: the build fails.",
    .remedy = "Run it in another stage and copy the result.",
    .peers = "tally:tally/shell-run-in-scratch",
    .differs = "Silent once anything was copied into the stage, for that may be a shell.",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_instruction<check, dockerfile::Op::run>(),
};

}  // namespace seaworthy::rules::shell_run_in_scratch
