#include "rules/rule.h"

#include <algorithm>

#include "project/connections.h"
#include "project/model.h"
#include "project/upstreams.h"
#include "rules/lib/connect.h"
#include "rules/lib/service_kind.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::probe_asks_other_service {

/// Whether a name of the world is the one by which visitors know the service: `ntfy.example.org`.
static bool is_own_name(const project::Service& service, std::string_view host) {
  const std::string_view label = host.substr(0, host.find('.'));
  const compose::Service& definition = *service.definition;
  return label == service.name || label == definition.container_name.value ||
         std::ranges::any_of(
             definition.labels,
             [&](const auto& each) { return each.value != nullptr && contains(each.value->text, host); }) ||
         std::ranges::any_of(definition.environment, [&](const compose::EnvironmentEntry& entry) {
           return entry.value.has_value() && contains(*entry.value, host);
         });
}

static void check(const project::Service& service, Report& report) {
  const project::Probe& probe = project::connections(report.project(), service).probe;
  if (probe.requests.empty()) return report.skip();
  if (is_waited_out(service)) return report.skip();
  const bool own = std::ranges::any_of(probe.requests, &project::ProbeRequest::own);
  if (own) return;
  for (const project::ProbeRequest& request : probe.requests) {
    if (contains(request.host, "$")) return;
    const project::Service* const other = project::service_named(service, request.host);
    if (other == &service) return;
    if (other == nullptr && !contains(request.host, ".")) continue;
    // A VPN client or a tunnel is there for the way out.
    if (other == nullptr && service.kind == knowledge::ImageKind::vpn) return;
    if (other == nullptr && is_own_name(service, request.host)) {
      report
          .at(request.span,
              "The probe of `{}` goes out to `{}`, so it fails with DNS, the proxy and its certificate too",
              service.name, request.host)
          .severity(Severity::medium);
      return;
    }
    Builder finding = other != nullptr
                          ? report.at(request.span, "The probe of `{}` asks `{}`, not its own program; ask localhost",
                                      service.name, other->name)
                          : report.at(request.span, "The probe of `{}` asks `{}`, not its own program; ask localhost",
                                      service.name, request.host);
    if (other != nullptr)
      finding.note(other->span, "This is the service that it asks");
    else if (contains(report.text(service.probe.span), "$"))
      // The operator's own name leads back to the container, or past it: that is decided where it is set.
      finding.severity(Severity::medium).confidence(Confidence::possible);
    return;
  }
}

extern const Rule rule = {
    .code = "SW4314",
    .summary = "Health check that asks another service",
    .why =
        "The container counts as unhealthy when its neighbour fails, and as healthy when it has failed itself: both "
        "are restarted for one fault.",
    .remedy = "Probe the program of this container; let its own health route say what it thinks of its dependencies.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::healthy,
    .category = Category::monitoring,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::probe_asks_other_service
