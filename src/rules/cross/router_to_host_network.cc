#include <algorithm>
#include <optional>
#include <vector>

#include "project/model.h"
#include "rules/lib/traefik.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::router_to_host_network {

/// Whether a container knows the host by the name under which Traefik looks for it.
static bool knows_host(const project::Service& traefik) {
  return traefik.definition->network_mode.value == "host" ||
         std::ranges::any_of(traefik.definition->extra_hosts, [](const compose::Text& host) {
           return contains(host.value, "host.docker.internal") || contains(host.value, "host.containers.internal");
         });
}

static void check(const project::Service& service, Report& report) {
  if (service.definition->network_mode.value != "host") return report.skip();
  const std::vector<TraefikLabel> labels = container_labels(service);
  const TraefikLabel* const router = first_router(labels);
  if (router == nullptr) return report.skip();
  const bool asked_for_address = std::ranges::any_of(labels, [](const TraefikLabel& label) {
    return label.section == "services" && (label.key == "loadbalancer.server.url" || label.key == "enable");
  });
  const bool off = std::ranges::any_of(labels, [](const TraefikLabel& label) {
    return label.section.empty() && label.key == "enable" && label.value == "false";
  });
  if (asked_for_address || off) return report.skip();
  const std::optional<Traefik> traefik = traefik_of(report.project(), *service.stack);
  const project::Service* proxy = traefik.has_value() ? traefik->service : nullptr;
  // Its networks tell nothing of a container on the host's: any Traefik of the engine reads its labels.
  if (proxy == nullptr)
    for (const project::Stack& stack : report.project().stacks) {
      const std::optional<Traefik> other = traefik_of(report.project(), stack);
      if (!other.has_value() || (proxy != nullptr && other->service->span == proxy->span)) continue;
      if (proxy != nullptr) return report.skip();
      proxy = other->service;
    }
  if (proxy == nullptr) return report.skip();
  if (knows_host(*proxy)) return;
  report
      .at(router->span, "Traefik looks for `{}` at `host.docker.internal`, a name that it cannot resolve", service.name)
      .note(service.definition->network_mode.entry_span(), "`{}` is on the host's network", service.name)
      .note(proxy->span, "Give Traefik `extra_hosts: [\"host.docker.internal:host-gateway\"]`");
}

extern const Rule rule = {
    .code = "SW4191",
    .summary = "Router to a container on the host's network",
    .why =
        "A container on the host's network has no address of its own. Traefik asks `host.docker.internal` for it, a "
        "name that only Docker Desktop makes by itself, and else its own loopback: visitors get 502.",
    .remedy =
        "Give Traefik `extra_hosts: [\"host.docker.internal:host-gateway\"]`, or route to the host's address in a "
        "file.",
    .references = "https://doc.traefik.io/traefik/reference/install-configuration/providers/docker/",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::router_to_host_network
