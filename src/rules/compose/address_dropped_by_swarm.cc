#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/service_kind.h"
#include "rules/lib/swarm.h"

namespace seaworthy::rules::address_dropped_by_swarm {

static void check(const project::Service& service, Report& report) {
  const std::optional<SwarmSign> swarm = swarm_sign(*service.stack, report.project());
  if (!swarm.has_value() || service.definition->ports.empty()) return report.skip();
  for (const compose::Port& port : service.definition->ports) {
    if (port.on_all_interfaces()) continue;
    report
        .at(port.span(),
            "Swarm drops the address {} and publishes {} of `{}` on every interface of every node; drop `ports`",
            port.host_ip, port.published.empty() ? port.target : port.published, service.name)
        .note(swarm->span, "{}", OurWords{swarm->note})
        .severity(is_data_store(service) ? Severity::high : Severity::medium);
  }
}

extern const Rule rule = {
    .code = "SW2385",
    .summary = "Published address that Swarm drops",
    .why =
        "`docker stack deploy` warns that it ignores the address of a port and goes on: what was meant for 127.0.0.1 "
        "is "
        "open to whoever reaches a node.",
    .remedy =
        "Drop `ports` where only services of the stack connect, or put the port behind a proxy or a firewall; with "
        "`mode: host` at least only the nodes that run the service open it.",
    .references = "https://docs.docker.com/engine/swarm/ingress/",
    .severity = Severity::medium,
    .confidence = Confidence::certain,
    .rung = Rung::connect,
    .category = Category::security,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::address_dropped_by_swarm
