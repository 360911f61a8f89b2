#include <optional>

#include "base/ascii.h"
#include "project/application.h"
#include "project/connections.h"
#include "project/container_variables.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/rule.h"

namespace seaworthy::rules::probe_redirected_by_code {

static void check(const project::Service& service, Report& report) {
  const project::Application* const application = project::application(report.project(), service);
  if (application == nullptr || !application->program.redirects_to_tls.valid()) return report.skip();
  // Rails reads those settings in production alone.
  const std::optional<project::ContainerVariable> mode = project::container_variable(service, "RAILS_ENV");
  if (application->program.framework == "Rails" && (!mode.has_value() || mode->value != "production"))
    return report.skip();
  const project::Connections& known = project::connections(report.project(), service);
  bool asks = false;
  for (const project::ProbeRequest& request : known.probe.requests) {
    if (!request.own || request.kind != project::ProbeRequest::Kind::http || request.scheme == "https") continue;
    if (!known.listening.ports.empty() && known.listening.port(request.port) == nullptr) continue;
    asks = true;
    // A header says that the request came over TLS.
    if (ascii::contains_ignoring_case(report.text(service.probe.span), "x-forwarded-proto")) continue;
    Builder finding =
        request.follows
            ? report.at(request.span, "`{}` redirects the probe to https on port {}, where nothing speaks TLS",
                        service.name, request.port)
            : report.at(request.span, "`{}` answers the probe with a redirect to TLS, which says nothing of its health",
                        service.name);
    if (!request.follows) finding.severity(Severity::medium);
    finding.note(application->program.redirects_to_tls, "{} redirects every plain request here",
                 application->program.framework);
    if (request.follows) note_waiting(finding, service);
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4723",
    .summary = "Health check that the code redirects to TLS",
    .why =
        "The program answers every plain request with a redirect to https on the same host and port. A client that "
        "follows "
        "it meets no TLS there and fails every time; one that does not follow takes the redirect for health.",
    .remedy =
        "Send `X-Forwarded-Proto: https` with the probe, as the proxy does, or except its path from the redirect.",
    .references =
        "https://guides.rubyonrails.org/configuring.html#config-force-ssl "
        "https://docs.djangoproject.com/en/stable/ref/settings/#secure-ssl-redirect",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::healthy,
    .category = Category::monitoring,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::probe_redirected_by_code
