#include "rules/rule.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "project/model.h"
#include "project/upstreams.h"
#include "rules/lib/traefik.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::router_without_common_network {

/// The first external network that a service is attached to; null when it is attached to none.
static const compose::Network* external_network(const project::Service& service) {
  for (const compose::NetworkAttachment& attachment : service.definition->networks)
    for (const compose::Network& network : service.stack->model->networks)
      if (network.name == attachment.name && network.external.value) return &network;
  return nullptr;
}

/// A Traefik of elsewhere is met on the external network on which a neighbour waits for it.
static void check_external(const project::Service& service, const TraefikLabel& router, Report& report) {
  if (!service.stack->partial.empty() || !service.definition->network_mode.value.empty() ||
      external_network(service) != nullptr)
    return report.skip();
  for (const project::Service* const other : service.stack->services) {
    const compose::Network* const network = other->active ? external_network(*other) : nullptr;
    if (network == nullptr || first_router(traefik_labels(*other)) == nullptr) continue;
    report
        .at(router.span, "`{}` is not attached to `{}`, on which Traefik finds `{}`, so this router leads nowhere",
            service.name, network->name, other->name)
        .note(network->name_span, "The network is external")
        .confidence(Confidence::likely);
    return;
  }
  report.skip();
}

static void check(const project::Service& service, Report& report) {
  const std::vector<TraefikLabel> labels = traefik_labels(service);
  const TraefikLabel* const router = first_router(labels);
  if (router == nullptr) return report.skip();
  const std::optional<Traefik> traefik = traefik_of(report.project(), *service.stack);
  if (!traefik.has_value()) return check_external(service, *router, report);
  if (traefik->service == &service) return report.skip();
  const std::string_view mode = traefik->service->definition->network_mode.value;
  if (mode == "host" || !service.definition->network_mode.value.empty() || !mode.empty()) return report.skip();
  if (std::ranges::any_of(labels,
                          [](const TraefikLabel& label) { return label.key == "enable" && label.value == "false"; }))
    return report.skip();
  if (project::share_network(service, *traefik->service)) return;
  report.at(router->span, "Traefik shares no network with `{}`, so this router leads nowhere", service.name)
      .note(traefik->service->span, "`{}` is on other networks", traefik->service->name);
}

extern const Rule rule = {
    .code = "SW4354",
    .summary = "Traefik router to a service with which Traefik shares no network",
    .why = "Traefik has no way to the container: every request ends in 502 or 504.",
    .remedy = "Attach the service to a network of Traefik's.",
    .severity = Severity::high,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "share a network with their proxy",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::router_without_common_network
