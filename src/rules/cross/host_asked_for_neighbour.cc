#include <algorithm>
#include <string>

#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/service_kind.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::host_asked_for_neighbour {

static bool is_host(std::string_view name) {
  return name == "host.docker.internal" || name == "gateway.docker.internal";
}

/// Whether a service offers a port of the host that is the one asked for.
static bool publishes(const project::Service& service, std::uint16_t port) {
  return std::ranges::any_of(service.definition->ports, [&](const compose::Port& published) {
    return contains(published.published, "-") || contains(published.published, "$") ||
           project::parse_port(published.published) == port;
  });
}

/// Whether anything of the repository offers the port on the host, or shares its network.
static bool may_answer(const project::Project& project, std::uint16_t port) {
  return std::ranges::any_of(project.services, [&](const project::Service& service) {
    return publishes(service, port) || service.definition->network_mode.value == "host";
  });
}

/// The other containers of the stack that certainly listen on a port.
static std::vector<const project::Service*> listeners(const project::Project& project, const project::Service& service,
                                                      std::uint16_t port) {
  std::vector<const project::Service*> found;
  for (const project::Service* const other : service.stack->services) {
    if (other == &service || !other->active) continue;
    const project::ListenPort* const own = project::connections(project, *other).listening.port(port);
    if (own != nullptr && own->evidence >= project::PortEvidence::known) found.push_back(other);
  }
  return found;
}

/// The one that an address means: the only one, or the one whose own settings have a part of it, such as the database.
static const project::Service* meant(const std::vector<const project::Service*>& candidates, std::string_view text) {
  if (candidates.size() == 1) return candidates.front();
  constexpr std::size_t telling = 5;
  const project::Service* found = nullptr;
  std::size_t longest = telling;
  for (const project::Service* const candidate : candidates)
    for (const compose::EnvironmentEntry& entry : candidate->definition->environment)
      if (entry.value.has_value() && entry.value->size() > longest && contains(text, *entry.value)) {
        longest = entry.value->size();
        found = candidate;
      }
  return found;
}

/// The port by which a data store of the same stack is asked over the host; null for none.
static const compose::Port* detour(const project::Service& service, std::uint16_t port,
                                   const project::Service*& store) {
  for (const project::Service* const other : service.stack->services) {
    if (other == &service || !other->active || !is_data_store(*other)) continue;
    for (const compose::Port& published : other->definition->ports)
      if (!contains(published.published, "$") && project::parse_port(published.published) == port) {
        store = other;
        return &published;
      }
  }
  return nullptr;
}

static void check(const project::Service& service, Report& report) {
  if (!service.stack->partial.empty()) return report.skip();
  bool asks = false;
  for (const project::Reference& reference : project::connections(report.project(), service).references) {
    if (!is_host(reference.host) || reference.port == 0) continue;
    asks = true;
    const project::Service* store = nullptr;
    if (const compose::Port* const way = detour(service, reference.port, store); way != nullptr) {
      const bool closed = way->on_loopback();
      Builder finding =
          closed ? report.at(reference.span,
                             "`{}` asks the host for `{}`, whose port there answers on loopback only, which no "
                             "container of a Linux host reaches; name `{}:{}`",
                             service.name, store->name, store->name, way->target)
                 : report.at(reference.span,
                             "`{}` asks the host for `{}`, which runs beside it; name `{}:{}`, and drop the port",
                             service.name, store->name, store->name, way->target);
      finding.note(way->span(), "It is published here");
      finding.severity(closed && service.stack->role != project::Role::development ? Severity::medium : Severity::low);
      // What answers there is reached, and open to more than it has to be.
      if (!closed) finding.rung(Rung::resist);
      continue;
    }
    const std::vector<const project::Service*> candidates = listeners(report.project(), service, reference.port);
    if (candidates.empty() || may_answer(report.project(), reference.port)) continue;
    const project::Service* const other = meant(candidates, reference.text);
    Builder finding =
        other != nullptr
            ? report.at(reference.span, "`{}` asks port {} of the host, which `{}` does not publish; name `{}` instead",
                        service.name, reference.port, other->name, other->name)
            : report.at(reference.span,
                        "`{}` asks port {} of the host, which no service publishes; name the service that is meant",
                        service.name, reference.port);
    finding.note((other != nullptr ? other : candidates.front())->span, "It listens inside the stack only");
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4365",
    .summary = "Host that is asked for what a container of the stack has",
    .why =
        "The name leads to the host itself. A container that publishes no port there cannot be reached through it, so "
        "the connection is refused, or ends at another server that happens to run on the host. A data store that does "
        "publish one is open to everybody who reaches the host, only for a container beside it.",
    .remedy = "Write the name of the service, with the port that it listens on in its container.",
    .references = "https://docs.docker.com/compose/how-tos/networking/",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::host_asked_for_neighbour
