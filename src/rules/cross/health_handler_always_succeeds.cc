#include "rules/rule.h"

#include "project/application.h"
#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/connect.h"

namespace seaworthy::rules::health_handler_always_succeeds {

static void check(const project::Service& service, Report& report) {
  const project::Application* const application = project::application(report.project(), service);
  if (application == nullptr) return report.skip();
  bool judged = false;
  for (const project::ProbeRequest& request : project::connections(report.project(), service).probe.requests) {
    if (!request.own || request.kind != project::ProbeRequest::Kind::http || !request.fails_on_error) continue;
    const code::Route* const route = application->program.route(request.path);
    if (route == nullptr) continue;
    // An answer that never fails and never says that something is down tells nothing of what the program needs.
    judged = judged || route->can_fail;
    if (!route->careless.valid()) continue;
    report
        .at(request.span, "`{}` answers the probe of `{}` with 200 even when it says that something is down",
            request.path, service.name)
        .note(route->careless, "It says so here, and no other status is set");
    return;
  }
  if (!judged) report.skip();
}

extern const Rule rule = {
    .code = "SW4565",
    .summary = "Health check against an answer that is 200 whatever is wrong",
    .why = "The probe looks at the status alone: the container stays healthy while its own answer says that it is not.",
    .remedy = "Answer 503 when what the program needs does not work.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::healthy,
    .category = Category::monitoring,
    .strength = "probe an address that answers with an error when something is wrong",
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::health_handler_always_succeeds
