#include <optional>

#include "project/model.h"
#include "rules/lib/traefik.h"
#include "rules/rule.h"

namespace seaworthy::rules::router_labels_inside_deploy {

static void check(const project::Service& service, Report& report) {
  const std::vector<TraefikLabel> of_service = deploy_labels(service);
  const TraefikLabel* const router = first_router(of_service);
  if (router == nullptr) return report.skip();
  const std::optional<Traefik> traefik = traefik_of(report.project(), *service.stack);
  if (!traefik.has_value() || !traefik->settings_known || !traefik->settings.valid()) return report.skip();
  if (traefik->reads_swarm || !container_labels(service).empty()) return;
  report
      .at(router->span, "Traefik asks the engine for containers, and this label of `{}` is on none; set it in `labels`",
          service.name)
      .note(traefik->settings, "No `providers.swarm` here, nor `swarmMode` of the provider `docker`");
}

extern const Rule rule = {
    .code = "SW4398",
    .summary = "Traefik labels below `deploy`, which its provider does not read",
    .why =
        "`deploy.labels` are those of a Swarm service; no container has them. The provider `docker` reads the labels "
        "of "
        "containers unless it is told to ask Swarm: the router does not exist, and requests end in 404.",
    .remedy =
        "Move the `traefik.*` labels to `labels`, or, in a Swarm, use `providers.swarm` (Traefik 3) or "
        "`providers.docker.swarmMode=true` (Traefik 2).",
    .references = "https://doc.traefik.io/traefik/reference/install-configuration/providers/docker/",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::router_labels_inside_deploy
