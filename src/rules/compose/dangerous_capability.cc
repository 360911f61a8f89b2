#include "rules/rule.h"

#include <algorithm>

#include "knowledge/knowledge.h"
#include "project/model.h"
#include "rules/lib/capability_peers.h"

namespace seaworthy::rules::dangerous_capability {

static void check(const project::Service& service, Report& report) {
  const compose::Service& definition = *service.definition;
  if (definition.cap_add.empty()) return report.skip();
  for (const compose::Text& added : definition.cap_add) {
    if (added.value == "ALL" || added.value == "all") {
      report.at(added.span(), "`{}` is given every capability; name the ones that the program needs", service.name)
          .severity(Severity::critical)
          .peers(peers_of_capability("ALL"));
      continue;
    }
    const knowledge::Capability* const capability = knowledge::capability(added.value);
    if (capability == nullptr || capability->default_granted || capability->danger.empty()) continue;
    // A client of a VPN without NET_ADMIN is none.
    const bool needed =
        service.image != nullptr && !service.builds &&
        std::ranges::find(service.image->capabilities, capability->name) != service.image->capabilities.end();
    const bool escape = capability->danger == "escape" || capability->danger == "host";
    report
        .at(added.span(), "`{}` is given `{}`, which allows it to {}", service.name, capability->name,
            OurWords{capability->allows})
        .severity(needed || capability->danger == "priorities" ? Severity::low
                  : escape                                     ? Severity::high
                                                               : Severity::medium)
        .peers(peers_of_capability(capability->name));
  }
}

extern const Rule rule = {
    .code = "SW2104",
    .summary = "Dangerous capability",
    .why =
        "With some capabilities root in the container is as good as root on the host: loading kernel "
        "modules, mounting, reading any file, tracing any process, configuring the network.",
    .remedy =
        "Remove it, or replace it by the device, sysctl or mount that the program really uses. Where the "
        "program is an agent of the host, keep it apart from published services.",
    .peers =
        "docker-bench:5.4 docker-bench:C.5.3.1 docker-bench:C.5.3.2 docker-bench:C.5.3.3 "
        "docker-bench:C.5.3.4 compose-lint:CL-0011 compose-lint:CL-0024 compose-lint:CL-0027 "
        "compose-lint:CL-0028 compose-lint:CL-0029 compose-lint:CL-0030 "
        "kics:container_capabilities_unrestricted",
    .controls = "CIS Docker 1.6:5.4; NIST 800-190:4.4.3; OWASP Docker:3",
    .severity = Severity::high,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::dangerous_capability
