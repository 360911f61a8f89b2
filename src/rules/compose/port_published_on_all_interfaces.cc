#include "rules/rule.h"

#include <algorithm>

#include "knowledge/knowledge.h"
#include "project/model.h"
#include "rules/lib/port_edit.h"
#include "rules/lib/proxied_port.h"
#include "rules/lib/published.h"
#include "rules/lib/service_kind.h"
#include "rules/lib/swarm.h"

namespace seaworthy::rules::port_published_on_all_interfaces {

/// Whether it is there to be reached from outside: a proxy, or whatever answers HTTPS on the host's own port for it.
static bool is_edge(const project::Service& service) {
  return service.kind == knowledge::ImageKind::proxy ||
         std::ranges::any_of(service.definition->ports,
                             [](const compose::Port& port) { return port_number(port.published) == 443; });
}

/// Whether machines all over the network report to the port, as the image's row says.
static bool is_for_agents(const project::Service& service, std::uint16_t number) {
  return service.image != nullptr && std::ranges::any_of(service.image->ports, [&](const knowledge::ImagePort& row) {
           return row.port == number && (row.purpose == "agents" || row.purpose == "syslog");
         });
}

static void check(const project::Service& service, Report& report) {
  if (service.definition->ports.empty() || !has_own_network(service) || internal_network_alone(service) != nullptr)
    return report.skip();
  using Kind = knowledge::ImageKind;
  const bool for_swarm = goes_to_swarm(service);
  // Databases have a rule of their own.
  const bool edge = is_edge(service);
  Span last;
  const auto open = std::ranges::find_if(service.definition->ports, &compose::Port::on_all_interfaces);
  const compose::Port* const first_open = open != service.definition->ports.end() ? &*open : nullptr;
  for (const compose::Port& port : service.definition->ports) {
    if (!port.on_all_interfaces()) continue;
    // A range is one entry.
    if (last.valid() && port.span() == last) continue;
    last = port.span();
    const bool in_range = is_of_range(*service.definition, port);
    const std::uint16_t target = port_number(port.target);
    const std::uint16_t published = port_number(port.published);
    if (edge && (published == 80 || published == 443)) continue;
    // That it leads past a proxy is a rule of its own, and says more.
    const project::Role role = service.stack->role;
    if ((role == project::Role::production || role == project::Role::unknown) &&
        (proxy_in_front(report.project(), service, port.target) != nullptr ||
         (&port == first_open && gateway_in_front(report.project(), service).gateway != nullptr)))
      continue;
    const knowledge::WellKnownPort* const known = knowledge::well_known_port(target, port.protocol);
    if (!service.builds && is_data_store(service)) continue;
    const bool told_by_number = known != nullptr && !in_range && known->internal;
    const bool stores = told_by_number && (known->kind == Kind::database || known->kind == Kind::cache ||
                                           known->kind == Kind::broker || known->kind == Kind::search);
    if (stores && !may_be_own_port(service, target)) continue;
    // What is built here may well use the number of another program.
    const bool guessed = !service.builds && told_by_number && !stores;
    const bool admin = guessed || ((service.kind == Kind::admin_ui || service.kind == Kind::monitoring) &&
                                   !is_for_agents(service, target));
    // There no address can be named, and what is meant for visitors has to be open.
    if (for_swarm && !admin) continue;
    auto finding =
        report.at(port.span(), "`{}` publishes {}{} on {}", service.name,
                  port.published.empty() ? port.target : port.published, in_range ? " and the rest of its range" : "",
                  for_swarm ? "every node of the Swarm; drop the port, or put a proxy in front of it"
                            : "every interface; name the address that clients use");
    // That nobody has to log in there is said, and weighs, by itself.
    finding.severity(admin && &port != open_admin_port(report.project(), service) ? Severity::medium : Severity::low);
    if (for_swarm) continue;
    offer_loopback(finding, port, report);
  }
}

extern const Rule rule = {
    .code = "SW2141",
    .summary = "Port published on every interface",
    .why =
        "Docker writes its own firewall rules in front of the host's, so a port without an address is open "
        "to every network that the host is connected to.",
    .remedy =
        "Put a reverse proxy in front and drop `ports`, or publish on the address that clients use: "
        "`127.0.0.1:8080:8080`.",
    .peers =
        "dclint:no-unbound-port-interfaces kics:container_traffic_not_bound_to_host_interface "
        "docker-bench:5.14 compose-lint:CL-0005",
    .differs =
        "dclint and kics let 0.0.0.0 pass because it has dots, and report IPv6 loopback; ports 80 and 443 of "
        "an edge proxy are no finding here, nor of an unknown image that publishes 443.",
    .controls = "CIS Docker 1.6:5.14; OWASP Docker:5",
    .severity = Severity::low,
    .rung = Rung::connect,
    .category = Category::security,
    .fixes = Fixes::sometimes,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::port_published_on_all_interfaces
