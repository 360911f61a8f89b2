#include "rules/rule.h"

#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/workers.h"

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

/// The same of a program of one's own whose command, or whose code, listens.
static void report_own_server(const project::Service& service, const compose::Dependency& dependency,
                              const project::Service& target, Report& report) {
  if (!target.builds || runs_job_alone(target)) return;
  const project::Listening& known = project::connections(report.project(), target).listening;
  const project::ListenPort* const port = project::main_port(known);
  if (known.program.empty() || !known.complete || port == nullptr || port->evidence < project::PortEvidence::code)
    return;
  Builder finding = report.at(dependency.span().valid() ? dependency.span() : service.span,
                              "`{}` waits until `{}` has ended, but {} listens there on port {} until it is stopped",
                              service.name, target.name, known.program, port->port);
  finding.confidence(Confidence::likely);
  if (target.command.span.valid()) finding.note(target.command.span, "This starts `{}`", target.name);
  if (port->span.valid()) finding.note(port->span, "Here it gets its port {}", port->port);
}

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  for (const compose::Dependency& dependency : service.definition->depends_on) {
    if (dependency.condition != compose::Condition::service_completed_successfully) continue;
    const project::Service* const target = service.stack->service(dependency.service);
    if (target == nullptr) continue;
    asks = true;
    if (!runs_for_ever(*target)) {
      report_own_server(service, dependency, *target, report);
      continue;
    }
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
