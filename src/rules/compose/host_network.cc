#include "rules/rule.h"

#include "knowledge/image_kinds.h"
#include "project/model.h"

namespace seaworthy::rules::host_network {

static void check(const project::Service& service, Report& report) {
  const compose::Text& mode = service.definition->network_mode;
  if (mode.value != "host") return;
  // What measures the interfaces of the host has to see them.
  const bool measures = knowledge::tables::host_meters.contains(service.image_reference.repository);
  report
      .at(mode.entry_span(),
          "`{}` shares the network of the host; give it a network of its own and publish the ports it serves",
          service.name)
      .severity(measures ? Severity::low : Severity::high);
}

extern const Rule rule = {
    .code = "SW2110",
    .summary = "Host network",
    .why =
        "The container sees every interface and every port of the host, loopback services included, and none "
        "of its own ports need publishing. A compromised process reaches whatever listens on 127.0.0.1.",
    .remedy = "Remove `network_mode: host`, attach the service to a network and publish the ports that clients need.",
    .peers = "kics:shared_host_network_namespace docker-bench:5.10 compose-lint:CL-0008",
    .controls = "CIS Docker 1.6:5.10; NIST 800-190:4.4.3; OWASP Docker:5",
    .severity = Severity::high,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::host_network
