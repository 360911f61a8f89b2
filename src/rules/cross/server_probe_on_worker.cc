#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/ascii.h"
#include "project/application.h"
#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/words.h"
#include "rules/lib/workers.h"
#include "rules/rule.h"

namespace seaworthy::rules::server_probe_on_worker {

/// Whether a name tells of work without visitors: `worker.ts`, `run worker:prod`, `queue-consumer.js`.
static bool names_worker(std::string_view word) {
  const std::string name = ascii::lowered(base_name(word));
  for (const std::string_view sign : {"worker", "consumer", "scheduler", "processor"})
    if (contains(name, sign)) return true;
  return false;
}

/// Whether a service starts, with Node.js, a file or package script that is named for a worker, in place of the server
/// that a sibling of the same image runs.
static bool runs_worker_of_node(const project::Service& service) {
  const std::vector<std::string_view>& words = service.command.words;
  if (words.size() < 2 || !is_one_of("node npm yarn pnpm tsx ts-node bun npx", base_name(words.front()))) return false;
  for (const std::string_view word : words)
    if (word.find_first_of(";&|\n") != std::string_view::npos) return false;
  if (std::ranges::none_of(words, names_worker)) return false;
  return std::ranges::any_of(service.stack->services, [&](const project::Service* other) {
    return other != &service && other->active && service.stage != nullptr && other->stage == service.stage &&
           other->command.from == project::Provenance::dockerfile &&
           std::ranges::none_of(other->command.words, names_worker);
  });
}

/// Whether the code that a service starts opens a port by itself, for a probe of its own or for metrics.
static bool opens_port(const project::Application* application) {
  return application != nullptr && (!application->program.listens.empty() || application->program.listens_where_told);
}

static void check(const project::Service& service, Report& report) {
  if (service.probe.from != project::Provenance::dockerfile || service.command.from != project::Provenance::compose)
    return report.skip();
  const bool is_of_node = !runs_worker_alone(service);
  const project::Application* const application = project::application(report.project(), service);
  if (is_of_node && (!runs_worker_of_node(service) || opens_port(application))) return report.skip();
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
    // What is not read may answer a probe, too.
    if (is_of_node && application == nullptr) finding.severity(Severity::medium);
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
