#include "rules/rule.h"

#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::probe_plain_http_on_tls_port {

static void check(const project::Service& service, Report& report) {
  const project::Connections& known = project::connections(report.project(), service);
  bool asks = false;
  for (const project::ProbeRequest& request : known.probe.requests) {
    if (!request.own || request.kind != project::ProbeRequest::Kind::http) continue;
    const project::ListenPort* const port = known.listening.port(request.port);
    if (port == nullptr || port->evidence != project::PortEvidence::configured || !project::runs_nginx(service))
      continue;
    asks = true;
    const bool wants_tls = request.scheme == "https";
    if (port->tls == wants_tls || (!port->tls && !wants_tls)) continue;
    if (!request.fails_on_error && !wants_tls) continue;
    Builder finding =
        port->tls ? report.at(request.span, "Port {} of `{}` speaks TLS, and the probe asks with plain HTTP; use https",
                              request.port, service.name)
                  : report.at(request.span, "Port {} of `{}` speaks plain HTTP, and the probe asks with TLS; use http",
                              request.port, service.name);
    if (port->span.valid()) finding.note(port->span, "Here `{}` listens", service.name);
    note_waiting(finding, service);
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4319",
    .summary = "Health check with plain HTTP on a TLS port",
    .why = "nginx answers 400 to plain HTTP on a port that speaks TLS, so the probe fails every time.",
    .remedy = "Probe with `https://` and without the check of the certificate, or probe the plain port.",
    .severity = Severity::high,
    .rung = Rung::healthy,
    .category = Category::monitoring,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::probe_plain_http_on_tls_port
