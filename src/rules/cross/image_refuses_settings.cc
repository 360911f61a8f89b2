#include <algorithm>
#include <string>

#include "project/model.h"
#include "rules/lib/image_settings.h"
#include "rules/lib/settled.h"
#include "rules/rule.h"

namespace seaworthy::rules::image_refuses_settings {

static void check(const project::Service& service, Report& report) {
  if (service.builds || service.image == nullptr || service.image->refusals.empty() ||
      service.entrypoint.from == project::Provenance::compose)
    return report.skip();
  // The shell of a command may do anything first, and an env file that is not there may hold what is missing.
  const compose::Service& definition = *service.definition;
  if (service.command.script != nullptr || !is_settled(definition.command.source)) return report.skip();
  if (std::ranges::any_of(definition.env_files, [](const compose::EnvFile& file) { return !file.exists; }))
    return report.skip();
  ImageSettings settings(service);
  for (const knowledge::Refusal& refusal : service.image->refusals) {
    if (!refusal.versions.contains(service.image_reference.tag) || !settings.hold(refusal.when)) continue;
    Builder finding = report.at(settings.place(), "{} {}", OurWords{service.image->title}, OurWords{refusal.why});
    finding.note(definition.image.span(), "This is the image of `{}`", service.name);
    // A part of a stack may get the rest from another file.
    if (!service.stack->partial.empty()) finding.confidence(Confidence::possible);
  }
}

extern const Rule rule = {
    .code = "SW4471",
    .summary = "Known image with settings that it does not start with",
    .why =
        "The entrypoint or the program checks its settings first and ends with an error; with a restart policy it does "
        "so over and over.",
    .remedy = "Set what the message names; the image's documentation lists what belongs together.",
    .differs = "Each combination is a dated row of the knowledge tables, for the release lines that refuse it.",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::orchestration,
    .strength = "give their image settings that it starts with",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::image_refuses_settings
