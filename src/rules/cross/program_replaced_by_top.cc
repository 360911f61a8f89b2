#include "project/container_files.h"
#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::program_replaced_by_top {

/// The ENTRYPOINT or CMD of the stage that is lost to a later one; null when there is none.
static const dockerfile::Instruction* lost_start(const dockerfile::Stage& stage) {
  for (const dockerfile::Instruction* const instruction : stage.instructions)
    if (instruction != stage.entrypoint && instruction != stage.cmd &&
        (instruction->op == dockerfile::Op::entrypoint || instruction->op == dockerfile::Op::cmd))
      return instruction;
  return nullptr;
}

static void check(const project::Service& service, Report& report) {
  if (service.stage == nullptr || service.entrypoint.from != project::Provenance::dockerfile ||
      service.entrypoint.words.empty())
    return report.skip();
  if (base_name(service.entrypoint.words.front()) != "top") return;
  Builder finding =
      report.at(service.entrypoint.span,
                "`{}` starts `top` and none of its programs; this line came with a template, delete it", service.name);
  if (const dockerfile::Instruction* const lost = lost_start(*service.stage); lost != nullptr)
    finding.note(lost->span, "This would start the program, and has no effect");
}

extern const Rule rule = {
    .code = "SW4998",
    .summary = "Container that starts `top` instead of its program",
    .why =
        "`ENTRYPOINT [\"top\", \"-b\"]` is what an editor writes into a new Dockerfile. The last ENTRYPOINT counts: "
        "the "
        "container is up and lists its processes, and nothing answers.",
    .remedy = "Delete the line, and let the ENTRYPOINT of the program be the last one.",
    .severity = Severity::high,
    .confidence = Confidence::certain,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::program_replaced_by_top
