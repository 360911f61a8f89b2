#include <algorithm>
#include <string>

#include "knowledge/program_limits.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/image_settings.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::probe_never_answered {

static void check(const project::Service& service, Report& report) {
  if (service.image == nullptr || service.builds || !service.probe) return report.skip();
  std::string text;
  for (const std::string_view word : service.probe.command.words) text += std::string(word) + " ";
  bool asks = false;
  ImageSettings settings(service);
  for (const knowledge::FailingProbe& row : knowledge::failing_probes()) {
    if (row.image != service.image->name || !row.versions.contains(service.image_reference.tag)) continue;
    asks = true;
    if (!contains(text, row.text) ||
        std::ranges::any_of(row.unless, [&](std::string_view part) { return contains(text, part); }) ||
        !settings.hold(row.when))
      continue;
    Builder finding = report.at(service.probe.span, "This probe always fails: {}", OurWords{row.why});
    finding.note(service.definition->image.span(), "This is the image of `{}`", service.name);
    note_waiting(finding, service);
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4501",
    .summary = "Health check that a known image never answers as asked",
    .why = "The container is never healthy, whatever its program does, and what waits for it never starts.",
    .remedy = "Ask the address, port and tool that the image's release line has.",
    .differs = "Each probe is a dated row of the knowledge tables.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::healthy,
    .category = Category::monitoring,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::probe_never_answered
