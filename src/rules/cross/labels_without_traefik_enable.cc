#include "rules/rule.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "project/model.h"
#include "rules/lib/traefik.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::labels_without_traefik_enable {

static void check(const project::Service& service, Report& report) {
  const std::vector<TraefikLabel> labels = traefik_labels(service);
  const TraefikLabel* const router = first_router(labels);
  if (router == nullptr) return report.skip();
  const std::optional<Traefik> traefik = traefik_of(report.project(), *service.stack);
  if (!traefik.has_value() || traefik->exposed_by_default != std::optional<bool>(false)) return report.skip();
  if (std::ranges::any_of(labels, [](const TraefikLabel& label) { return label.key == "enable"; })) return;
  report.at(router->span, "Traefik leaves `{}` out, for it has no label `traefik.enable=true`", service.name)
      .note(traefik->exposed_span, "Here Traefik is told to leave out what does not ask for it");
}

extern const Rule rule = {
    .code = "SW4353",
    .summary = "Traefik labels on a service that Traefik leaves out",
    .why =
        "With `exposedByDefault=false` Traefik looks at containers with `traefik.enable=true` only: the router does "
        "not exist, and requests end in 404.",
    .remedy = "Add `traefik.enable=true` to the labels.",
    .severity = Severity::high,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::labels_without_traefik_enable
