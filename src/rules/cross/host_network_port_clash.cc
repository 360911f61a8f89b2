#include <map>

#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/port_edit.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::host_network_port_clash {

/// A port of the host that a service takes.
struct Taken {
  const project::Service* service = nullptr;
  Span span;
};

static bool is_on_host(const project::Service& service) {
  return service.definition->network_mode.value == "host" && service.active;
}

static void check(const project::Stack& stack, Report& report) {
  std::map<std::uint16_t, Taken> taken;
  bool asks = false;
  for (const project::Service* const service : stack.services) {
    if (!service->active || is_on_host(*service)) continue;
    for (const compose::Port& port : service->definition->ports)
      if (const std::uint16_t number = port_number(port.published); number != 0)
        taken.emplace(number, Taken{service, port.span()});
  }
  for (const project::Service* const service : stack.services) {
    if (!is_on_host(*service)) continue;
    asks = true;
    const project::Listening& listening = project::connections(report.project(), *service).listening;
    for (const project::ListenPort& port : listening.ports) {
      if (port.evidence < project::PortEvidence::code || port.protocol != "tcp") continue;
      const auto [other, is_free] = taken.emplace(port.port, Taken{service, service->definition->network_mode.span()});
      if (is_free || other->second.service == service) continue;
      report
          .at(service->definition->network_mode.span(),
              "`{}` listens on port {} of the host, which `{}` has taken already; one of them does not start",
              service->name, static_cast<std::int64_t>(port.port), other->second.service->name)
          .note(other->second.span, "`{}` takes it here", other->second.service->name);
      return;
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4503",
    .summary = "Two services on one port of the host's network",
    .why = "On the host's network every program shares its ports: the second one ends with `address already in use`.",
    .remedy = "Leave the host's network to one of them, or give the other another port.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::host_network_port_clash
