#include "rules/rule.h"

#include "project/connections.h"
#include "project/model.h"

namespace seaworthy::rules::neighbour_behind_profile {

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  for (const project::Reference& reference : project::connections(report.project(), service).references) {
    if (reference.to == nullptr || reference.to == &service || reference.loopback || reference.of_template) continue;
    asks = true;
    if (reference.to->active) continue;
    // Many programs only use what is switched on elsewhere; a proxy needs its upstream, a client its database.
    const bool is_proxy = reference.kind == project::ReferenceKind::nginx;
    Builder finding = report.at(reference.span, "`{}` names `{}`, which is not started: its profile is not active",
                                service.name, reference.to->name);
    // A stack of one profile that nobody starts alone may always be started with the other one.
    const bool is_assumed = !service.stack->entry.valid() && !service.stack->profiles.empty();
    if (is_assumed) finding.severity(Severity::medium).confidence(Confidence::possible);
    // Alerts that go to one that is not started reach nobody.
    if (reference.kind == project::ReferenceKind::alertmanager)
      finding.severity(Severity::medium);
    else if (!is_proxy)
      finding.severity(Severity::low).confidence(Confidence::possible);
    if (!reference.to->definition->profiles.empty())
      finding.note(reference.to->definition->profiles.front().span(), "`{}` needs this profile", reference.to->name);
    if (reference.upstream.valid()) finding.note(reference.upstream, "This forwards to it");
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4339",
    .summary = "Service named by another that no active profile starts",
    .why =
        "The name does not resolve: nginx does not start without its upstream, and other programs fail when they first "
        "need it.",
    .remedy = "Give both services the same profiles, or leave the profile of the one that is needed out.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::neighbour_behind_profile
