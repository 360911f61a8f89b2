#include <algorithm>
#include <optional>
#include <string>

#include "base/ascii.h"
#include "project/application.h"
#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/allowed_hosts.h"
#include "rules/lib/connect.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::probe_host_not_allowed {

/// The host that a header of the client says in the place of the address's: `-H "Host: localhost"`. Nothing where a
/// word speaks of one in a way that is not read.
static std::optional<std::string_view> host_in_force(const project::Probe& probe, const project::ProbeRequest& request,
                                                     std::string_view text) {
  constexpr std::string_view name = "host:";
  for (const std::string& word : probe.commands[request.command].words) {
    std::string_view header = word;
    for (const std::string_view option : {"--header=", "-H"})
      if (header.starts_with(option)) header.remove_prefix(option.size());
    header = ascii::trim(header);
    if (header.size() <= name.size() || !equal_ignoring_case(header.substr(0, name.size()), name)) continue;
    const std::string_view host = ascii::trim(header.substr(name.size()));
    if (contains(host, "$")) return std::nullopt;
    return host.substr(0, host.find(':'));
  }
  if (contains(text, "Host:") || contains(text, "Host'") || contains(text, "\"Host\"")) return std::nullopt;
  return request.host;
}

static void check(const project::Service& service, Report& report) {
  const project::Application* const application = project::application(report.project(), service);
  if (application == nullptr) return report.skip();
  const AllowedHosts allowed = allowed_hosts(report.project(), service, *application);
  if (allowed.hosts.empty() || !allowed.certain) return report.skip();
  const project::Probe& probe = project::connections(report.project(), service).probe;
  bool asks = false;
  for (const project::ProbeRequest& request : probe.requests) {
    if (!request.own || request.kind != project::ProbeRequest::Kind::http || request.host.empty()) continue;
    const std::optional<std::string_view> host = host_in_force(probe, request, report.text(service.probe.span));
    if (!host.has_value()) continue;
    asks = true;
    if (std::ranges::any_of(allowed.hosts, [&](std::string_view each) { return allows_host(each, *host); })) continue;
    const std::string_view framework = application->program.framework;
    Builder finding =
        framework == "Django"
            ? report.at(request.span, "Django answers 400 to the probe of `{}`, for `{}` is none of `ALLOWED_HOSTS`",
                        service.name, *host)
            : report.at(request.span, "{} answers 400 to the probe of `{}`, for `{}` is none of the hosts it allows",
                        framework, service.name, *host);
    finding.note(allowed_hosts_place(service, application->program), "These are allowed; add `{}`", *host);
    // Whoever fills a template in may list more.
    if (const std::string_view variable = application->program.allowed_hosts_variable;
        !variable.empty() && service.definition->variable(variable) == nullptr)
      finding.confidence(Confidence::possible).severity(Severity::medium);
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
