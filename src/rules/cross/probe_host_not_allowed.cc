#include <algorithm>

#include "project/application.h"
#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/allowed_hosts.h"
#include "rules/lib/connect.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::probe_host_not_allowed {

static void check(const project::Service& service, Report& report) {
  const project::Application* const application = project::application(report.project(), service);
  if (application == nullptr) return report.skip();
  const AllowedHosts allowed = allowed_hosts(report.project(), service, *application);
  if (allowed.hosts.empty() || !allowed.certain) return report.skip();
  const project::Probe& probe = project::connections(report.project(), service).probe;
  bool asks = false;
  for (const project::ProbeRequest& request : probe.requests) {
    if (!request.own || request.kind != project::ProbeRequest::Kind::http || request.host.empty()) continue;
    const std::string_view text = report.text(service.probe.span);
    // A header says another host than the address.
    if (contains(text, "Host:") || contains(text, "Host'")) continue;
    asks = true;
    if (std::ranges::any_of(allowed.hosts, [&](std::string_view host) { return allows_host(host, request.host); }))
      continue;
    const std::string_view framework = application->program.framework;
    Builder finding =
        framework == "Django"
            ? report.at(request.span, "Django answers 400 to the probe of `{}`, for `{}` is none of `ALLOWED_HOSTS`",
                        service.name, request.host)
            : report.at(request.span, "{} answers 400 to the probe of `{}`, for `{}` is none of the hosts it allows",
                        framework, service.name, request.host);
    finding.note(allowed_hosts_place(service, application->program), "These are allowed; add `{}`", request.host);
    note_waiting(finding, service);
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4477",
    .summary = "Health check with a host name that the program refuses",
    .why =
        "Django without debugging, and Starlette's `TrustedHostMiddleware`, answer 400 to every request whose `Host` "
        "is "
        "not listed: the container is never healthy.",
    .remedy = "Add the host of the probe to the list, or send a `Host` header that is allowed.",
    .references =
        "https://docs.djangoproject.com/en/stable/ref/settings/#allowed-hosts "
        "https://www.starlette.io/middleware/#trustedhostmiddleware",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::healthy,
    .category = Category::monitoring,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::probe_host_not_allowed
