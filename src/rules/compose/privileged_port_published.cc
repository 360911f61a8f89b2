#include "rules/rule.h"

#include "compose/load.h"
#include "knowledge/knowledge.h"
#include "project/model.h"
#include "rules/lib/port_edit.h"

namespace seaworthy::rules::privileged_port_published {

static void check(const project::Service& service, Report& report) {
  bool applies = false;
  for (const compose::Port& port : service.definition->ports) {
    const std::uint16_t published = port_number(port.published);
    if (published == 0 || published == compose::stand_in_port) continue;
    applies = true;
    // Web ports belong to whoever serves the web, mail ports to a mail server, 53 to a name server.
    if (published >= 1024 || published == 80 || published == 443) continue;
    if (service.kind == knowledge::ImageKind::mail || service.kind == knowledge::ImageKind::vpn || published == 53)
      continue;
    report.at(port.span(), "`{}` takes port {} of the host, which is reserved for system services; use one above 1023",
              service.name, published);
  }
  if (!applies) report.skip();
}

extern const Rule rule = {
    .code = "SW2142",
    .summary = "Reserved port of the host published",
    .why =
        "Ports below 1024 belong to services of the host such as SSH; a container there can be mistaken for "
        "one or keep it from starting.",
    .remedy = "Publish above 1023, or behind the reverse proxy on 443.",
    .peers = "kics:privileged_ports_mapped_in_container docker-bench:5.8",
    .differs =
        "kics looks at container ports as well and lets any service pass that drops NET_BIND_SERVICE; 80 and "
        "443 are where web servers belong.",
    .controls = "CIS Docker 1.6:5.8",
    .severity = Severity::low,
    .rung = Rung::connect,
    .category = Category::security,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::privileged_port_published
