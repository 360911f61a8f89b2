#include "rules/rule.h"

#include "project/model.h"

namespace seaworthy::rules::waits_for_end_of_server {

/// A server as its image starts it.
static bool runs_for_ever(const project::Service& service) {
  using Kind = knowledge::ImageKind;
  if (service.builds || service.image == nullptr || service.image->one_shot) return false;
  if (service.command.from == project::Provenance::compose || service.entrypoint.from == project::Provenance::compose)
    return false;
  switch (service.image->kind) {
    case Kind::database:
    case Kind::cache:
    case Kind::broker:
    case Kind::search:
    case Kind::object_store:
    case Kind::proxy:
    case Kind::monitoring:
    case Kind::admin_ui:
    case Kind::identity:
      return true;
    default:
      return false;
  }
}

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  for (const compose::Dependency& dependency : service.definition->depends_on) {
    if (dependency.condition != compose::Condition::service_completed_successfully) continue;
    const project::Service* const target = service.stack->service(dependency.service);
    if (target == nullptr) continue;
    asks = true;
    if (!runs_for_ever(*target)) continue;
    report
        .at(dependency.span().valid() ? dependency.span() : service.span,
            "`{}` waits until `{}` has ended, but {} runs until it is stopped; wait until it is healthy", service.name,
            target->name, target->image->title)
        .note(target->definition->image.span(), "This image is a server");
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4312",
    .summary = "Dependency on the end of a service that never ends",
    .why =
        "`service_completed_successfully` waits until the container has stopped; a server runs until it is stopped, so "
        "the dependent never starts.",
    .remedy = "Wait for the server with `service_healthy`; keep `service_completed_successfully` for jobs.",
    .severity = Severity::high,
    .rung = Rung::healthy,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::waits_for_end_of_server
