#include <string>

#include "knowledge/knowledge.h"
#include "project/model.h"
#include "rules/rule.h"

namespace seaworthy::rules::service_image_retired {

static void check(const project::Service& service, Report& report) {
  const compose::Text& image = service.definition->image;
  if (!image || service.builds || !service.image_reference.valid) return report.skip();
  const knowledge::RetiredImage* const retired = knowledge::retired_image(image.value);
  if (retired == nullptr) return;
  // service-image-end-of-life says so already.
  if (const knowledge::Cycle* const cycle =
          knowledge::cycle(service.image_reference.repository, service.image_reference.tag);
      cycle != nullptr && cycle->ended_by(knowledge::date()))
    return report.skip();
  std::string since;
  if (!retired->since.empty()) since.append(" since ").append(retired->since);
  Builder finding = retired->successor.empty()
                        ? report.at(image.span(), "`{}` runs `{}`, which is {}{}: {}", service.name, image.value,
                                    knowledge::name(retired->status), since, OurWords{retired->why})
                        : report.at(image.span(), "`{}` runs `{}`, which is {}{}; use `{}`", service.name, image.value,
                                    knowledge::name(retired->status), since, retired->successor);
  if (retired->status == knowledge::RetiredImage::Status::removed) finding.severity(Severity::high).rung(Rung::start);
  if (service.stack->role != project::Role::production && service.stack->role != project::Role::unknown)
    finding.severity(Severity::low);
}

extern const Rule rule = {
    .code = "SW2394",
    .summary = "Service image that is no longer kept",
    .why =
        "Its publisher has stopped updating it, so known holes stay in what answers requests or holds the data; one "
        "day "
        "it is gone, and no new host can pull it.",
    .remedy = "Move to the image that took its place.",
    .controls = "NIST 800-190:4.1.1; OWASP Docker Top 10 2018:D02",
    .severity = Severity::medium,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::service_image_retired
