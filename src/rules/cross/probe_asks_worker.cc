#include "project/application.h"
#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/words.h"
#include "rules/lib/workers.h"
#include "rules/rule.h"

namespace seaworthy::rules::probe_asks_worker {

static void check(const project::Service& service, Report& report) {
  if (!service.probe || service.startup != nullptr || !runs_worker_alone(service)) return report.skip();
  for (const project::ProbeRequest& request : project::connections(report.project(), service).probe.requests) {
    if (!request.own || request.kind != project::ProbeRequest::Kind::http) continue;
    // Workers with a server for metrics of their own are told its port.
    const std::string port = std::to_string(request.port);
    bool is_told = false;
    for (const std::string_view word : service.command.words) is_told = is_told || contains(word, port);
    for (const compose::EnvironmentEntry& entry : service.definition->environment)
      is_told = is_told || (entry.value.has_value() && contains(*entry.value, port) && contains(entry.name, "PORT"));
    if (is_told) continue;
    Builder finding =
        report.at(request.span, "`{}` runs a worker, which serves no HTTP, so its probe always fails", service.name);
    finding.note(service.command.span.valid() ? service.command.span : service.span, "This is what runs");
    note_waiting(finding, service);
    return;
  }
}

extern const Rule rule = {
    .code = "SW5512",
    .summary = "Health check that asks a worker for a page",
    .why =
        "Workers and schedulers listen on no port. A probe that they share with the web server of the same image, or "
        "that was copied from it, fails every time.",
    .remedy =
        "Ask the worker by its own means (`celery inspect ping`), look for its process, or switch the image's probe "
        "off for it.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::healthy,
    .category = Category::monitoring,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::probe_asks_worker
