#include <algorithm>

#include "knowledge/program_settings.h"
#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/rule.h"

namespace seaworthy::rules::probe_port_of_other_protocol {

static const knowledge::ImagePort* known_port(const project::Service& service, std::uint16_t number) {
  const auto port = std::ranges::find(service.image->ports, number, &knowledge::ImagePort::port);
  return port != service.image->ports.end() ? &*port : nullptr;
}

static void check(const project::Service& service, Report& report) {
  // What is built on the image of a server keeps its ports; one of a language has none.
  if (service.image == nullptr || service.image->ports.empty()) return report.skip();
  bool asks = false;
  for (const project::ProbeRequest& request : project::connections(report.project(), service).probe.requests) {
    if (!request.own || request.kind != project::ProbeRequest::Kind::http || !request.scheme.starts_with("http"))
      continue;
    asks = true;
    const knowledge::ImagePort* const port = known_port(service, request.port);
    if (port == nullptr || knowledge::speaks(port->purpose) != knowledge::Speaks::wire) continue;
    const auto web = std::ranges::find_if(service.image->ports, [](const knowledge::ImagePort& other) {
      return knowledge::speaks(other.purpose) == knowledge::Speaks::web;
    });
    Builder finding =
        web != service.image->ports.end()
            ? report.at(request.span, "The probe of `{}` speaks HTTP to {}, its port for `{}`; {} is the one for `{}`",
                        service.name, request.port, port->purpose, web->port, web->purpose)
            : report.at(request.span, "The probe of `{}` speaks HTTP to {}, its port for `{}`", service.name,
                        request.port, port->purpose);
    finding.note(service.span, "`{}` runs {}", service.name, service.image->title);
    note_waiting(finding, service);
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4918",
    .summary = "HTTP probe of a port that speaks another protocol",
    .why = "The server does not understand the request and closes the connection: the container is never healthy.",
    .remedy = "Ask the port that serves HTTP, or use the client of the protocol.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::healthy,
    .category = Category::monitoring,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::probe_port_of_other_protocol
