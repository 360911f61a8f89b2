#include <algorithm>
#include <string_view>

#include "knowledge/program_settings.h"
#include "project/model.h"
#include "rules/lib/swarm.h"
#include "rules/lib/traefik.h"
#include "rules/rule.h"

namespace seaworthy::rules::router_to_lowest_port {

/// Whether a label names the port of a service, or another provider the service of a router.
static bool has_port(const std::vector<TraefikLabel>& labels) {
  return std::ranges::any_of(labels, [](const TraefikLabel& label) {
    return label.key.ends_with("server.port") || label.key.ends_with("server.url") ||
           (label.section == "routers" && label.key == "service" && label.value.find('@') != std::string_view::npos);
  });
}

static void check(const project::Service& service, Report& report) {
  const std::vector<TraefikLabel> labels = traefik_labels(service);
  const TraefikLabel* const router = first_router(labels);
  if (router == nullptr || service.image == nullptr || service.builds || !service.definition->expose.empty() ||
      started_by(*service.stack, report.project()).swarm != nullptr)
    return report.skip();
  const project::ContainerPort *lowest = nullptr, *page = nullptr;
  for (const project::ContainerPort& port : service.ports) {
    if (port.protocol != "tcp") continue;
    if (lowest == nullptr || port.port < lowest->port) lowest = &port;
    if (port.purpose == "http" && page == nullptr) page = &port;
  }
  if (lowest == nullptr || page == nullptr || lowest == page) return;
  if (has_port(labels) || lowest->purpose.empty() || knowledge::speaks(lowest->purpose) == knowledge::Speaks::web)
    return;
  report
      .at(router->span, "Traefik takes the lowest port of `{}`, {} for {}; name {} as `loadbalancer.server.port`",
          service.name, lowest->port, lowest->purpose, page->port)
      .note(service.definition->image.span(), "The image is {}", service.image->title);
}

extern const Rule rule = {
    .code = "SW4395",
    .summary = "Router to the lowest of several ports",
    .why =
        "Without a label for the port Traefik takes the lowest one that the image exposes, whatever it is for, and "
        "visitors get `Bad Gateway`.",
    .remedy = "Label the service with `traefik.http.services.NAME.loadbalancer.server.port`.",
    .references = "https://doc.traefik.io/traefik/reference/routing-configuration/other-providers/docker/",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "tell Traefik the port of their pages",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::router_to_lowest_port
