#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "base/ascii.h"
#include "project/model.h"
#include "rules/lib/traefik.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::traefik_network_not_named {

static bool is_on(const project::Service& service, std::string_view network) {
  return std::ranges::any_of(service.definition->networks,
                             [&](const compose::NetworkAttachment& one) { return one.name == network; });
}

/// Whether the settings of Traefik name a network for all services: an option, a variable, or a file that is mounted.
static bool names_one_for_all(const project::Project& project, const project::Service& traefik) {
  for (const project::CommandInForce* const given : {&traefik.entrypoint, &traefik.command})
    for (const std::string_view word : given->words)
      if (contains(ascii::lowered(word), "docker.network") || contains(ascii::lowered(word), "swarm.network"))
        return true;
  for (const compose::EnvironmentEntry& entry : traefik.definition->environment)
    if (contains(entry.name, "DOCKER_NETWORK") || contains(entry.name, "SWARM_NETWORK")) return true;
  return std::ranges::any_of(traefik.mounted_files, [&](const project::File* file) {
    return !file->has_content || contains(project.sources[file->source].text(), "network");
  });
}

static void check(const project::Service& service, Report& report) {
  const std::vector<TraefikLabel> labels = traefik_labels(service);
  const TraefikLabel* const router = first_router(labels);
  if (router == nullptr || service.definition->networks.size() < 2) return report.skip();
  if (std::ranges::any_of(labels, [](const TraefikLabel& label) {
        return label.key == "docker.network" || label.key == "swarm.network" ||
               (label.key == "enable" && label.value == "false");
      }))
    return;
  const std::optional<Traefik> traefik = traefik_of(report.project(), *service.stack);
  if (!traefik.has_value() || traefik->service == &service || traefik->service->builds || !traefik->settings_known ||
      !traefik->service->definition->network_mode.value.empty())
    return report.skip();
  const compose::NetworkAttachment* shared = nullptr;
  const compose::NetworkAttachment* other = nullptr;
  for (const compose::NetworkAttachment& network : service.definition->networks)
    (is_on(*traefik->service, network.name) ? shared : other) = &network;
  if (shared == nullptr || other == nullptr || names_one_for_all(report.project(), *traefik->service)) return;
  report
      .at(router->span, "Traefik may ask `{}` by its address on `{}`, where Traefik is not; name `{}` in a label",
          service.name, other->name, shared->name)
      .note(traefik->service->span, "`{}` is on `{}` only", traefik->service->name, shared->name);
}

extern const Rule rule = {
    .code = "SW4955",
    .summary = "Service on several networks whose one Traefik is not told",
    .why =
        "Of a container on several networks Traefik takes the address of any, and which one changes from start to "
        "start. Where it is one that Traefik is not on, every request ends in 504.",
    .remedy =
        "Add the label `traefik.docker.network` with the engine's name of the network, or set it for all services "
        "by `--providers.docker.network`.",
    .references = "https://doc.traefik.io/traefik/reference/routing-configuration/other-providers/docker/",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "tell Traefik the network to use",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::traefik_network_not_named
