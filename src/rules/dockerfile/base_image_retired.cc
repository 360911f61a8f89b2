#include "rules/rule.h"

#include <string>

#include "knowledge/knowledge.h"

namespace seaworthy::rules::base_image_retired {

static void check(const dockerfile::Instruction& from, Report& report) {
  const dockerfile::Stage* const stage = from.stage;
  if (stage == nullptr || stage->parent != nullptr || !stage->base_known) return report.skip();
  const knowledge::RetiredImage* const retired = knowledge::retired_image(stage->base);
  if (retired == nullptr) return;
  // base-image-end-of-life says so already.
  const knowledge::Reference reference = knowledge::parse_reference(stage->base);
  if (const knowledge::Cycle* const cycle = knowledge::cycle(reference.repository, reference.tag);
      cycle != nullptr && cycle->ended_by(knowledge::date()))
    return report.skip();
  std::string since;
  if (!retired->since.empty()) since.append(" since ").append(retired->since);
  Builder finding = retired->successor.empty()
                        ? report.at(stage->base_span, "`{}` is {}{}: {}", retired->name,
                                    knowledge::name(retired->status), since, OurWords{retired->why})
                        : report.at(stage->base_span, "`{}` is {}{}; use `{}`", retired->name,
                                    knowledge::name(retired->status), since, retired->successor);
  if (retired->status == knowledge::RetiredImage::Status::removed) finding.severity(Severity::high).rung(Rung::build);
}

extern const Rule rule = {
    .code = "SW1206",
    .summary = "Base image that is no longer kept",
    .why = "Its publisher has stopped updating it, so known holes stay; one day it is gone and the build fails.",
    .remedy = "Move to the image that took its place.",
    .controls = "NIST 800-190:4.1.1",
    .severity = Severity::medium,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_instruction<check, dockerfile::Op::from>(),
};

}  // namespace seaworthy::rules::base_image_retired
