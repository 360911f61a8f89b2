#include "rules/rule.h"

#include <algorithm>

#include "project/model.h"
#include "rules/lib/traefik.h"

namespace seaworthy::rules::router_port_missing_on_swarm {

static void check(const project::Service& service, Report& report) {
  const std::vector<TraefikLabel> labels = deploy_labels(service);
  const TraefikLabel* const router = first_router(labels);
  if (router == nullptr || !takes_labels_from_swarm(report.project(), *service.stack)) return report.skip();
  const auto says = [&](std::string_view key) { return std::ranges::find(labels, key, &TraefikLabel::key); };
  if (const auto enable = says("enable"); enable != labels.end() && enable->value == "false") return report.skip();
  if (says("loadbalancer.server.port") != labels.end() || says("loadbalancer.server.url") != labels.end()) return;
  report.at(router->span,
            "Swarm tells Traefik no port of `{}`; set `traefik.http.services.<name>.loadbalancer.server.port`",
            service.name);
}

extern const Rule rule = {
    .code = "SW2392",
    .summary = "Traefik router of a Swarm service without a port",
    .why =
        "Swarm does not say which ports a service listens on, so that Traefik logs `port is missing` and drops the "
        "service: requests end in 404.",
    .remedy =
        "Add `traefik.http.services.<name>.loadbalancer.server.port` to `deploy.labels`; a router to Traefik's own "
        "dashboard needs one too, of any number.",
    .references = "https://doc.traefik.io/traefik/reference/routing-configuration/other-providers/swarm/",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::router_port_missing_on_swarm
