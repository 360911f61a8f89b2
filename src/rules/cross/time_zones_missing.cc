#include <algorithm>

#include "knowledge/build_facts.h"
#include "project/application.h"
#include "project/model.h"
#include "project/tools.h"
#include "rules/lib/starting.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::time_zones_missing {

static void check(const project::Service& service, Report& report) {
  const project::Application* const application = project::application(report.project(), service);
  if (application == nullptr || application->program.start.time_zones.empty() || service.stage == nullptr ||
      service.dockerfile == nullptr)
    return report.skip();
  const knowledge::ImageVariant* const variant = project::base_variant(*service.stage);
  const knowledge::Image* const base = project::base_image(*service.stage);
  const std::string_view kind = service.stage->root().base == "scratch" ? std::string_view("scratch")
                                : variant != nullptr && base != nullptr && base->name != "golang" ? variant->base
                                                                                                  : std::string_view();
  for (const knowledge::RuntimeLibrary& library : knowledge::runtime_libraries()) {
    if (library.language != "go" || std::ranges::find(library.bases, kind) == library.bases.end()) continue;
    // A tag of the build takes the data into the program, a variable names them elsewhere.
    for (const dockerfile::Stage* const stage : service.dockerfile->parsed->stages)
      for (const dockerfile::Instruction* const instruction : stage->instructions) {
        const std::string_view text = report.text(instruction->span);
        if (contains(text, "timetzdata") || contains(text, "ZONEINFO")) return;
      }
    for (const dockerfile::Instruction* const instruction : service.stage->with_inherited) {
      const std::string_view text = report.text(instruction->span);
      for (const std::string_view part : library.brought_by)
        if (contains(text, part)) return;
    }
    const code::NamedPlace& zone = application->program.start.time_zones.front();
    if (service.definition->variable("ZONEINFO") != nullptr) return;
    report
        .at(zone.span, "`{}` loads the time zone `{}`, and its image has no {}", service.name, zone.name,
            library.library)
        .note(image_span(service), "`{}` comes without them", image_of(service));
    return;
  }
}

extern const Rule rule = {
    .code = "SW4783",
    .summary = "Time zone loaded in an image without time zone data",
    .why = "`time.LoadLocation` gives the error `unknown time zone`, on which programs end or count in UTC.",
    .remedy = "Install `tzdata`, copy `/usr/share/zoneinfo`, or import `time/tzdata`.",
    .references = "https://pkg.go.dev/time#LoadLocation",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::time_zones_missing
