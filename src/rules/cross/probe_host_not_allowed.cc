#include <algorithm>

#include "base/ascii.h"
#include "project/application.h"
#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/settled.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::probe_host_not_allowed {

static bool is_allowed(std::string_view allowed, std::string_view host) {
  if (allowed == "*" || equal_ignoring_case(allowed, host)) return true;
  return allowed.starts_with('.') && (host.ends_with(allowed) || host == allowed.substr(1));
}

/// The hosts of the code, or those that the variable which it asks lists in the Compose file.
static std::vector<std::string_view> allowed_hosts(const project::Service& service, const code::Program& program) {
  if (program.allowed_hosts_variable.empty()) return program.allowed_hosts;
  std::vector<std::string_view> hosts;
  const compose::EnvironmentEntry* const entry = service.definition->variable(program.allowed_hosts_variable);
  if (entry == nullptr || !entry->value.has_value() || !is_settled(entry->source)) return hosts;
  for (std::string_view rest = *entry->value; !rest.empty();) {
    const std::string_view host = before(rest, ',');
    rest.remove_prefix(std::min(rest.size(), host.size() + 1));
    if (const std::string_view name = ascii::trim(host); !name.empty()) hosts.push_back(name);
  }
  return hosts;
}

static void check(const project::Service& service, Report& report) {
  const project::Application* const application = project::application(report.project(), service);
  if (application == nullptr) return report.skip();
  const std::vector<std::string_view> hosts = allowed_hosts(service, application->program);
  if (hosts.empty()) return report.skip();
  const project::Probe& probe = project::connections(report.project(), service).probe;
  bool asks = false;
  for (const project::ProbeRequest& request : probe.requests) {
    if (!request.own || request.kind != project::ProbeRequest::Kind::http || request.host.empty()) continue;
    const std::string_view text = report.text(service.probe.span);
    // A header says another host than the address.
    if (contains(text, "Host:") || contains(text, "Host'")) continue;
    asks = true;
    if (std::ranges::any_of(hosts, [&](std::string_view host) { return is_allowed(host, request.host); })) continue;
    const std::string_view framework = application->program.framework;
    Builder finding =
        framework == "Django"
            ? report.at(request.span, "Django answers 400 to the probe of `{}`, for `{}` is none of `ALLOWED_HOSTS`",
                        service.name, request.host)
            : report.at(request.span, "{} answers 400 to the probe of `{}`, for `{}` is none of the hosts it allows",
                        framework, service.name, request.host);
    const std::string_view variable = application->program.allowed_hosts_variable;
    finding.note(
        variable.empty() ? application->program.allowed_hosts_span : service.definition->variable(variable)->span,
        "These are allowed; add `{}`", request.host);
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
