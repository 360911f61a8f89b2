#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "project/model.h"
#include "rules/lib/traefik.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::router_network_not_attached {

/// The name under which the engine knows a network of a stack.
static std::string_view name_in_engine(const project::Stack& stack, std::string_view key) {
  const auto found = std::ranges::find(stack.model->networks, key, &compose::Network::name);
  return found != stack.model->networks.end() && !found->external_name.value.empty() ? found->external_name.value : key;
}

/// Whether an attachment is the network of that name: its own, or behind the name of the project.
static bool is_called(const project::Service& service, const compose::NetworkAttachment& attachment,
                      std::string_view wanted) {
  const std::string_view name = name_in_engine(*service.stack, attachment.name);
  if (name == wanted || contains(name, "$")) return true;
  return wanted.size() > name.size() && wanted.ends_with(name) && wanted[wanted.size() - name.size() - 1] == '_';
}

/// Whether Traefik reaches the service all the same: it takes the first network of a container that is not on the named
/// one, which is the only one here, and Traefik of the same stack is on it.
static bool falls_back_well(const project::Service& service, Report& report) {
  const std::optional<Traefik> traefik = traefik_for(report, service);
  if (!traefik.has_value() || traefik->service->stack != service.stack || service.definition->networks.size() != 1)
    return false;
  const std::string_view only = service.definition->networks.front().name;
  return std::ranges::any_of(traefik->service->definition->networks,
                             [&](const compose::NetworkAttachment& attachment) { return attachment.name == only; });
}

static void check(const project::Service& service, Report& report) {
  if (!service.definition->network_mode.value.empty() || service.stack->model == nullptr) return report.skip();
  bool asks = false;
  for (const TraefikLabel& label : traefik_labels(service)) {
    if (!label.section.empty() || (label.key != "docker.network" && label.key != "swarm.network")) continue;
    if (!label.settled || label.value.empty() || contains(label.value, "$")) continue;
    asks = true;
    if (std::ranges::any_of(service.definition->networks, [&](const compose::NetworkAttachment& attachment) {
          return is_called(service, attachment, label.value);
        }))
      continue;
    Builder finding = report.at(label.span, "Traefik asks `{}` on the network `{}`, to which it is not attached",
                                service.name, label.value);
    finding.note(service.span, "Attach `{}` to that network as well", service.name);
    if (falls_back_well(service, report)) finding.severity(Severity::low);
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4725",
    .summary = "Traefik label with a network that the service is not on",
    .why =
        "Traefik finds no address of the container on the network that the label names, and takes another one that it "
        "may "
        "not reach: requests end in 502 or 504.",
    .remedy =
        "Attach the service to the network, or name one that it is on. A network without a `name` of its own is called "
        "`project_network` by the engine.",
    .references = "https://doc.traefik.io/traefik/providers/docker/#network",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "are on the network that Traefik is told",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::router_network_not_attached
