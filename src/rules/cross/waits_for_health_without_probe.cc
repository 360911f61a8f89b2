#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/service_edit.h"

namespace seaworthy::rules::waits_for_health_without_probe {

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  for (const compose::Dependency& dependency : service.definition->depends_on) {
    if (dependency.condition != compose::Condition::service_healthy) continue;
    const project::Service* const target = service.stack->service(dependency.service);
    if (target == nullptr) continue;
    asks = true;
    if (target->probe) continue;
    const bool disabled = target->probe.disabled;
    // What an unknown image, or a build that cannot be read, declares is not known.
    if (!disabled && (target->builds ? target->stage == nullptr || target->image == nullptr : target->image == nullptr))
      continue;
    const Span place = dependency.span().valid() ? dependency.span() : service.span;
    Builder finding = disabled
                          ? report.at(place, "`{}` waits until `{}` is healthy, whose health check is switched off",
                                      service.name, target->name)
                          : report.at(place, "`{}` waits until `{}` is healthy, which has no health check; give it one",
                                      service.name, target->name);
    if (disabled)
      finding.note(target->probe.span.valid() ? target->probe.span : target->span, "Here it is switched off");
    else
      finding.note(target->span, "Neither `{}` nor its image has one", target->name);
    if (target->stage != nullptr && !disabled)
      finding.note(target->stage->from->span, "This image is built without HEALTHCHECK");
    if (disabled) continue;
    if (const auto insertion = insert_probe(*target, report.project().sources))
      finding.fix(Safety::review, "Add the probe that suits the image", insertion->at, insertion->text);
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4311",
    .summary = "Dependency on the health of a service that has no health check",
    .why = "Compose stops with 'has no healthcheck configured', or waits for ever: the dependent is never started.",
    .remedy = "Give the service a health check, or wait with `condition: service_started`.",
    .controls = "CIS Docker 1.6:4.6; CIS Docker 1.6:5.27",
    .severity = Severity::high,
    .rung = Rung::healthy,
    .category = Category::orchestration,
    .fixes = Fixes::sometimes,
    .strength = "wait for the health of services that have a health check",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::waits_for_health_without_probe
