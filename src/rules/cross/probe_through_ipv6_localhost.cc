#include "rules/rule.h"

#include "dockerfile/says.h"
#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::probe_through_ipv6_localhost {

static bool installs_wget(const dockerfile::Stage& stage) {
  for (const dockerfile::Stage* at = &stage; at != nullptr; at = at->parent)
    for (const dockerfile::Instruction* const instruction : at->instructions)
      if (instruction->op == dockerfile::Op::run && says(*instruction, "wget")) return true;
  return false;
}

static void check(const project::Service& service, Report& report) {
  const project::Connections& known = project::connections(report.project(), service);
  const bool alpine = service.image != nullptr && (contains(service.image_reference.tag, "alpine") ||
                                                   service.image->name == "alpine" || service.image->name == "busybox");
  bool asks = false;
  for (const project::ProbeRequest& request : known.probe.requests) {
    if (request.host != "localhost" || known.probe.commands[request.command].program != "wget" || !alpine) continue;
    const project::ListenPort* const port = known.listening.port(request.port);
    if (port == nullptr || port->evidence != project::PortEvidence::configured) continue;
    // GNU wget tries every address.
    if (service.stage != nullptr && installs_wget(*service.stage)) continue;
    asks = true;
    if (port->ipv6) continue;
    Builder finding = report.at(
        request.span, "`localhost` may be `::1` for `wget`, where `{}` does not listen; probe 127.0.0.1", service.name);
    if (port->span.valid()) finding.note(port->span, "It listens on IPv4 alone");
    note_waiting(finding, service);
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4310",
    .summary = "Health check that may ask IPv6 while the program listens on IPv4 alone",
    .why =
        "`localhost` is also `::1`, and BusyBox `wget` tries the first address only: where the engine gives containers "
        "IPv6 loopback the connection is refused.",
    .remedy = "Probe `127.0.0.1`, or listen on IPv6 as well (`listen [::]:80;`).",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::healthy,
    .category = Category::monitoring,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::probe_through_ipv6_localhost
