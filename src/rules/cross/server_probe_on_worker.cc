#include <vector>

#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/workers.h"
#include "rules/rule.h"

namespace seaworthy::rules::server_probe_on_worker {

static void check(const project::Service& service, Report& report) {
  if (service.probe.from != project::Provenance::dockerfile || service.command.from != project::Provenance::compose)
    return report.skip();
  if (!runs_worker_alone(service)) return report.skip();
  // `|| exit 0`: whatever it asks, it passes, which is another rule's matter.
  const std::vector<project::ProbeCommand>& commands = project::connections(report.project(), service).probe.commands;
  if (!commands.empty() && commands.back().node != nullptr && commands.back().node->joined_by == "||" &&
      (commands.back().program == "true" ||
       (commands.back().program == "exit" && commands.back().words.size() > 1 && commands.back().words[1] == "0")))
    return;
  for (const project::ProbeRequest& request : project::connections(report.project(), service).probe.requests) {
    if (!request.own || !request.fails_on_error) continue;
    Builder finding =
        report.at(service.command.span,
                  "`{}` serves nothing on port {}, which the probe of its image asks; give it one of its own",
                  service.name, request.port);
    finding.note(request.span, "The probe is made for the server of the same image");
    note_waiting(finding, service);
    return;
  }
}

extern const Rule rule = {
    .code = "SW4910",
    .summary = "Worker with the probe of the server that its image is made for",
    .why =
        "A command of Compose replaces the program, and the image's `HEALTHCHECK` stays: it asks a server that does "
        "not run, so that the worker is never healthy and whoever waits for it never starts.",
    .remedy = "Give the service a `healthcheck` that asks the worker, or `disable: true`.",
    .references = "https://docs.docker.com/reference/compose-file/services/#healthcheck",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::healthy,
    .category = Category::monitoring,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::server_probe_on_worker
