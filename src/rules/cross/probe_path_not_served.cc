#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "project/application.h"
#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/probe_outcome.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::probe_path_not_served {

static void check(const project::Service& service, Report& report) {
  const project::Application* const application = project::application(report.project(), service);
  if (application == nullptr) return report.skip();
  const project::Connections& known = project::connections(report.project(), service);
  if (forced_success(service, known.probe) != nullptr) return;
  bool asks = false;
  for (const project::ProbeRequest& request : known.probe.requests) {
    if (!request.own || request.kind != project::ProbeRequest::Kind::http || !request.fails_on_error) continue;
    // Another port of the container may be another program's.
    if (known.listening.from_code && known.listening.port(request.port) == nullptr) continue;
    const code::Program::Serves answer = project::serves(report.project(), service, request.path);
    if (answer == code::Program::Serves::unknown) continue;
    asks = true;
    if (answer == code::Program::Serves::yes) continue;
    const std::string_view package_segment = application->program.unserved_segment;
    if (!package_segment.empty() && contains(request.path, "/" + std::string(package_segment))) {
      Builder finding = report.at(
          request.span,
          "The probe of `{}` asks `{}`, and its build does not bring `spring-boot-starter-{}`, which serves it",
          service.name, request.path, package_segment);
      note_waiting(finding, service);
      return;
    }
    const code::Route* const meant = application->program.nearest(request.path);
    Builder finding =
        meant != nullptr
            ? report.at(request.span, "The probe of `{}` asks `{}`, which its code does not serve; it has `{}`",
                        service.name, request.path, meant->path)
            : report.at(request.span, "The probe of `{}` asks `{}`, which no route of its code ({}) serves",
                        service.name, request.path, application->program.framework);
    if (meant != nullptr && meant->span.valid()) {
      finding.note(meant->span, "Route `{}`", meant->path);
    } else {
      const auto shown = std::ranges::find_if(application->program.routes,
                                              [](const code::Route& route) { return route.span.valid(); });
      if (shown != application->program.routes.end())
        finding.note(shown->span, "It has the route `{}` and others that are read like it", shown->path);
    }
    note_waiting(finding, service);
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4553",
    .summary = "Health check of a path that the code does not serve",
    .why =
        "The program answers 404, so the probe fails every time: the container is never healthy, and what waits for "
        "it never starts.",
    .remedy = "Probe a route that the code has, with the prefix under which its router is mounted.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::healthy,
    .category = Category::monitoring,
    .strength = "probe a route that their code serves",
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::probe_path_not_served
