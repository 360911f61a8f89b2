#include <algorithm>

#include "project/application.h"
#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::probe_asks_without_login {

static bool is_spared(const code::StartFacts& facts, std::string_view path) {
  if (facts.unguarded.empty() || !path.starts_with(facts.unguarded)) return false;
  return path.size() == facts.unguarded.size() || path[facts.unguarded.size()] == '/' ||
         path[facts.unguarded.size()] == '?';
}

static void check(const project::Service& service, Report& report) {
  const project::Application* const application = project::application(report.project(), service);
  if (application == nullptr || application->program.start.guard.name.empty()) return report.skip();
  const code::StartFacts& facts = application->program.start;
  bool asks = false;
  for (const project::ProbeRequest& request : project::connections(report.project(), service).probe.requests) {
    if (!request.own || request.kind != project::ProbeRequest::Kind::http || !request.fails_on_error) continue;
    const std::string_view text = report.text(service.probe.span);
    // It brings a login along.
    if (contains(text, "uthorization") || contains(text, " -u") || contains(text, "--user") || contains(text, "oken") ||
        contains(text, "--password") || contains(text, "-Key") || contains(text, "\"-u\""))
      continue;
    asks = true;
    if (is_spared(facts, request.path)) continue;
    const code::Route* const route = application->program.route(request.path);
    if (facts.guards_later_routes &&
        (route == nullptr || route->span.file != facts.guard.span.file || route->span.begin < facts.guard.span.begin))
      continue;
    Builder finding =
        report.at(request.span, "The probe of `{}` asks `{}` without a login, and the program asks for one",
                  service.name, request.path);
    finding.note(facts.guard.span, "This asks every request");
    note_waiting(finding, service);
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4796",
    .summary = "Health check that is asked for a login",
    .why = "The program answers 401 to the probe, which fails every time: the container is never healthy.",
    .remedy = "Let the path of the probe through, in front of what asks for a login.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::healthy,
    .category = Category::monitoring,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::probe_asks_without_login
