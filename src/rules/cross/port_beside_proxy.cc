#include <algorithm>

#include "project/model.h"
#include "rules/lib/proxied_port.h"
#include "rules/lib/published.h"
#include "rules/rule.h"

namespace seaworthy::rules::port_beside_proxy {

/// A program that forwards asks a registry for the port, so that any which is published leads past it.
static void check_gateway(const project::Service& service, Report& report) {
  const auto port = std::ranges::find_if(service.definition->ports, &compose::Port::on_all_interfaces);
  if (port == service.definition->ports.end()) return report.skip();
  const GatewayRoute route = gateway_in_front(report.project(), service);
  if (route.gateway == nullptr) return report.skip();
  Builder finding =
      report.at(port->span(), "`{}` is reached at {} past `{}`, which leads to it; drop the port", service.name,
                port->published.empty() ? port->target : port->published, route.gateway->name);
  finding.note(route.span, "`{}` forwards here", route.gateway->name);
  if (service.stack->role == project::Role::unknown) finding.severity(Severity::low);
  offer_loopback(finding, *port, report);
}

static void check(const project::Service& service, Report& report) {
  using project::Role;
  const Role role = service.stack->role;
  // Whoever develops asks the program itself.
  if (role == Role::development || role == Role::test || role == Role::ci || role == Role::example)
    return report.skip();
  if (proxy_in_front(report.project(), service) == nullptr) return check_gateway(service, report);
  for (const compose::Port& port : service.definition->ports) {
    if (!port.on_all_interfaces()) continue;
    const project::Reference* const forwarded = proxy_in_front(report.project(), service, port.target);
    if (forwarded == nullptr) continue;
    Builder finding =
        report.at(port.span(), "`{}` is reached at {} past `{}`, which leads to it; drop the port", service.name,
                  port.published.empty() ? port.target : port.published, forwarded->from->name);
    finding.note(forwarded->span, "`{}` forwards here", forwarded->from->name);
    // Without a number of its own the host takes any free one, which nobody knows beforehand.
    if (role == Role::unknown || port.published.empty()) finding.severity(Severity::low);
    offer_loopback(finding, port, report);
    return;
  }
}

extern const Rule rule = {
    .code = "SW4992",
    .summary = "Port that is published beside the proxy in front of it",
    .why =
        "Visitors who use it pass by whatever the proxy does: TLS, logins, limits, a firewall for requests, headers "
        "that the program relies on.",
    .remedy = "Drop the port; the proxy reaches the service on their network.",
    .controls = "CIS Docker 1.6:5.14; OWASP Docker:5",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .fixes = Fixes::sometimes,
    .strength = "are reached through their proxy alone",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::port_beside_proxy
