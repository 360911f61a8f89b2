#include "rules/rule.h"

#include <algorithm>

#include "project/model.h"
#include "rules/lib/traefik.h"

namespace seaworthy::rules::router_labels_outside_deploy {

static void check(const project::Service& service, Report& report) {
  const std::vector<TraefikLabel> of_container = container_labels(service);
  const TraefikLabel* const router = first_router(of_container);
  if (router == nullptr || !takes_labels_from_swarm(report.project(), *service.stack)) return report.skip();
  if (!deploy_labels(service).empty()) return;
  report
      .at(router->span,
          "Traefik asks Swarm for services and does not see this label of a container of `{}`; set it in "
          "`deploy.labels`",
          service.name)
      .note(service.stack->entry, "The stack is deployed to Swarm here");
}

extern const Rule rule = {
    .code = "SW2391",
    .summary = "Traefik labels of a Swarm stack outside of `deploy`",
    .why =
        "In a Swarm, `labels` of a service end up at its containers and `deploy.labels` at the service. Traefik reads "
        "those of services: the router does not exist, and requests end in 404.",
    .remedy = "Move the `traefik.*` labels to `deploy.labels`.",
    .references = "https://doc.traefik.io/traefik/reference/install-configuration/providers/swarm/",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::router_labels_outside_deploy
