#include "rules/rule.h"

#include <algorithm>
#include <cstdint>

#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/port_edit.h"

namespace seaworthy::rules::published_port_not_listened_on {

/// Whether another container lives in this one's network, and may be who listens.
static bool lends_network(const project::Service& service) {
  return std::ranges::any_of(service.stack->services, [&](const project::Service* other) {
    const std::string_view mode = other->definition->network_mode.value;
    return mode.starts_with("service:") && mode.substr(8) == service.name;
  });
}

/// Whether one of the mappings leads to a port of which it is known best that the program listens there.
static bool publishes_main_port(const project::Service& service, const project::Listening& known) {
  const project::ListenPort* const main = project::main_port(known);
  // What is only declared tells nothing about the port beside it.
  return main == nullptr || main->evidence < project::PortEvidence::variable ||
         std::ranges::any_of(
             service.definition->ports,
             [&](const compose::Port& mapping) {
               const project::ListenPort* const port = known.port(port_number(mapping.target));
               return port != nullptr && port->evidence == main->evidence;
             });
}

/// Whether all that is known are ports of `expose` which are those of the host in the mappings: written by whoever
/// took one side for the other, so that it tells nothing of the program.
static bool is_side_of_host(const project::Service& service, const project::Listening& known) {
  return std::ranges::all_of(known.ports, [&](const project::ListenPort& port) {
    return port.evidence == project::PortEvidence::declared &&
           std::ranges::any_of(service.definition->ports, [&](const compose::Port& mapping) {
             return mapping.published != mapping.target && port_number(mapping.published) == port.port;
           });
  });
}

static void check(const project::Service& service, Report& report) {
  const project::Listening& known = project::connections(report.project(), service).listening;
  if (service.definition->network_mode.value == "host" || lends_network(service)) return report.skip();
  bool asks = false;
  for (const compose::Port& port : service.definition->ports) {
    const std::uint16_t number = port_number(port.target);
    if (port.protocol != "tcp" || number == 0) continue;
    const project::Listens verdict = project::listens_on(report.project(), service, known, number);
    if (verdict == project::Listens::unknown) continue;
    // What is only declared proves nothing either way.
    const project::ListenPort* const listening = known.port(number);
    asks = asks || verdict != project::Listens::yes ||
           (listening != nullptr && listening->evidence > project::PortEvidence::declared);
    if (verdict == project::Listens::yes || is_side_of_host(service, known)) continue;
    // A port beside one that is right may be a debugger's, or one for metrics, that nobody declared.
    const bool is_beside = verdict != project::Listens::no && service.definition->ports.size() > 1;
    if (is_beside && publishes_main_port(service, known)) continue;
    Builder finding = report.at(port.span(), "`{}` publishes its port {}, but its program listens on {}", service.name,
                                number, listed_ports(known));
    add_port_verdict(finding, verdict, service, known);
    if (is_beside) finding.confidence(Confidence::possible).severity(Severity::medium);
    // Beside a port of a public image that answers, one that does not is left over, or waits for a setting.
    const bool any_answers = std::ranges::any_of(service.definition->ports, [&](const compose::Port& other) {
      const std::uint16_t target = port_number(other.target);
      return target != 0 && project::listens_on(report.project(), service, known, target) == project::Listens::yes;
    });
    if (any_answers && !service.builds) finding.severity(Severity::medium);
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4344",
    .summary = "Published port that leads to a port on which nothing listens",
    .why = "The engine forwards to a port of the container where nobody answers: clients see a reset connection.",
    .remedy = "Map to the port on which the program listens.",
    .severity = Severity::high,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "publish ports that are listened on",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::published_port_not_listened_on
