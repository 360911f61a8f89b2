#include "rules/rule.h"

#include <algorithm>

#include "project/model.h"
#include "rules/lib/port_edit.h"

namespace seaworthy::rules::privileged_port_in_container {

static void check(const project::Service& service, Report& report) {
  const compose::Service& own = *service.definition;
  if (own.ports.empty()) return report.skip();
  const bool drops_right = std::ranges::any_of(
      own.cap_drop, [](const compose::Text& capability) { return capability.value == "NET_BIND_SERVICE"; });
  if (drops_right) return;
  for (const compose::Port& port : own.ports) {
    const std::uint16_t target = port_number(port.target);
    const std::uint16_t published = port_number(port.published);
    const bool inside = target != 0 && target < 1024;
    const bool web = published == 80 || published == 443;
    if (!inside && !web) continue;
    // One port of a service is enough to tell.
    if (inside)
      report.at(port.span(), "`{}` listens on port {} inside, which needs root or NET_BIND_SERVICE on some engines",
                service.name, target);
    else
      report.at(port.span(), "`{}` takes port {} of the host, which rootless engines do not give away", service.name,
                published);
    return;
  }
}

extern const Rule rule = {
    .code = "SW2432",
    .summary = "Port below 1024 inside of a container",
    .why =
        "Docker lets any account listen on every port inside of a container. Podman, Kubernetes and engines older than "
        "20.10 keep ports below 1024 for root and for programs with NET_BIND_SERVICE, so the same image needs more "
        "rights there; a rootless engine refuses such a port of the host too.",
    .remedy = "Let the program listen above 1023 and map the port that clients use.",
    .peers = "kics:privileged_ports_mapped_in_container",
    .differs =
        "kics reports it together with ports of the host, which are privileged-port-published; here it is off by "
        "default, for with Docker it costs nothing.",
    .severity = Severity::info,
    .confidence = Confidence::possible,
    .rung = Rung::operate,
    .category = Category::security,
    .on = false,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::privileged_port_in_container
