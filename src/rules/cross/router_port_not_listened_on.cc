#include "rules/rule.h"

#include <cstdint>

#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/port_edit.h"
#include "rules/lib/traefik.h"

namespace seaworthy::rules::router_port_not_listened_on {

static void check(const project::Service& service, Report& report) {
  // A proxy's own routers lead to what it publishes for itself.
  if (service.kind == knowledge::ImageKind::proxy || service.kind == knowledge::ImageKind::vpn) return report.skip();
  bool asks = false;
  const project::Listening& known = project::connections(report.project(), service).listening;
  for (const TraefikLabel& label : traefik_labels(service)) {
    const std::uint16_t port = port_number(label.value);
    if (label.section != "services" || label.key != "loadbalancer.server.port" || port == 0) continue;
    const project::Listens verdict = project::listens_on(report.project(), service, known, port);
    if (verdict == project::Listens::unknown) continue;
    asks = true;
    if (verdict == project::Listens::yes) continue;
    Builder finding = report.at(label.span, "Traefik asks `{}` on port {}, but its program listens on {}", service.name,
                                port, listed_ports(known));
    add_port_verdict(finding, verdict, service, known);
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4355",
    .summary = "Traefik label with a port on which nothing listens",
    .why = "Traefik connects to that port of the container and is refused: every request ends in 502.",
    .remedy = "Give the port of the container on which the program listens.",
    .severity = Severity::high,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::router_port_not_listened_on
