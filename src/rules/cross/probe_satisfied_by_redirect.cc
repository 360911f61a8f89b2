#include "rules/rule.h"

#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::probe_satisfied_by_redirect {

static void check(const project::Service& service, Report& report) {
  if (!project::runs_nginx(service)) return report.skip();
  const project::Probe& probe = project::connections(report.project(), service).probe;
  bool asks = false;
  for (const project::ProbeRequest& request : probe.requests) {
    if (!request.own || request.kind != project::ProbeRequest::Kind::http || request.scheme != "http") continue;
    const NginxAnswer answer = nginx_answer(report.project(), service, request.port, request.host, request.path);
    if (answer.kind == NginxAnswer::Kind::unknown) continue;
    asks = true;
    if (answer.kind != NginxAnswer::Kind::redirect) continue;
    if (probe.commands[request.command].program != "curl" || request.follows) continue;
    report.at(request.span, "The redirect of `{}` is a success for curl; probe a path that nginx answers", request.path)
        .note(answer.by->span, "Here nginx answers {}", answer.status);
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4316",
    .summary = "Health check that a redirect satisfies",
    .why = "curl takes a redirect for success: the probe passes as long as nginx runs, whatever stands behind it.",
    .remedy = "Probe a path that is answered, not redirected, or let curl follow with `-L`.",
    .severity = Severity::medium,
    .rung = Rung::healthy,
    .category = Category::monitoring,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::probe_satisfied_by_redirect
