#include <algorithm>

#include "project/application.h"
#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/lib/workers.h"
#include "rules/rule.h"

namespace seaworthy::rules::server_left_off {

/// Whether a neighbour, such as a proxy, sends it requests.
static bool is_asked(const project::Project& project, const project::Service& service) {
  return std::ranges::any_of(service.stack->services, [&](const project::Service* other) {
    return other != &service &&
           std::ranges::any_of(project::connections(project, *other).references,
                               [&](const project::Reference& reference) { return reference.to == &service; });
  });
}

static void check(const project::Service& service, Report& report) {
  const project::Application* const application = project::application(report.project(), service);
  if (application == nullptr || application->program.start.server_switch.name.empty() || runs_job_alone(service))
    return report.skip();
  const code::NamedPlace& asked = application->program.start.server_switch;
  const bool is_told = contains(report.text(service.command.span), asked.name) ||
                       contains(report.text(service.command.span), "bin/server") ||
                       contains(report.text(service.entrypoint.span), "bin/server");
  if (is_told || !project::is_absent(report.project(), service, *application, asked.name)) return;
  // A worker of the same release serves nothing on purpose.
  if (!service.probe && service.definition->ports.empty() && service.ports.empty() &&
      !is_asked(report.project(), service))
    return;
  report
      .at(service.command.span.valid() ? service.command.span : service.span,
          "`{}` starts its release without `{}`, so that it serves nothing", service.name, asked.name)
      .note(asked.span, "Only with the variable the server is started");
}

extern const Rule rule = {
    .code = "SW4785",
    .summary = "Release that is started without its server",
    .why = "The release runs and listens on no port: every probe and every request is refused.",
    .remedy = "Set the variable, or start `bin/server`, which does so.",
    .references = "https://hexdocs.pm/phoenix/releases.html",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::healthy,
    .category = Category::orchestration,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::server_left_off
