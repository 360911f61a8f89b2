#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/ascii.h"
#include "project/model.h"
#include "rules/lib/once.h"
#include "rules/lib/traefik.h"
#include "rules/lib/vocabulary.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::router_service_undefined {

/// Services that labels of any container define, which every Traefik of the engine sees, in lower case.
static std::set<std::string> defined_services(const project::Project& project) {
  std::set<std::string> names;
  for (const project::Service& service : project.services)
    for (const TraefikLabel& label : traefik_labels(service))
      if (label.section == "services") names.insert(ascii::lowered(label.name));
  return names;
}

/// Whether a name may be the one that Traefik makes up for a container without `services` labels: `SERVICE-PROJECT`
/// under Compose, `STACK-SERVICE` under Swarm, with a hyphen for every other character.
static bool may_be_made_up(std::string_view name, const project::Service& service) {
  std::string own = ascii::lowered(service.name);
  for (char& c : own)
    if (!is_word_character(c) || c == '_') c = '-';
  const std::string small = ascii::lowered(name);
  return small != own && (small.starts_with(own) || small.ends_with(own));
}

static void check(const project::Service& service, Report& report) {
  const std::vector<TraefikLabel> own = traefik_labels(service);
  const auto names_service = [](const TraefikLabel& label) {
    return label.section == "routers" && label.key == "service";
  };
  if (std::ranges::none_of(own, names_service)) return report.skip();
  const std::optional<Traefik> traefik = traefik_for(report, service);
  if (!traefik.has_value()) return report.skip();
  const std::set<std::string>& defined = once<defined_services>(report);
  for (const TraefikLabel& label : own) {
    if (!names_service(label) || !label.settled || contains(label.value, "$")) continue;
    const std::string_view bare = before(label.value, '@');
    const std::string_view provider =
        label.value.size() > bare.size() ? label.value.substr(bare.size() + 1) : std::string_view("docker");
    if (bare.empty() || !is_one_of("docker swarm", provider) || defined.contains(ascii::lowered(bare))) continue;
    const bool any_made_up = std::ranges::any_of(
        report.project().services, [&](const project::Service& other) { return may_be_made_up(bare, other); });
    if (any_made_up) continue;
    report
        .at(label.span, "No label defines the service `{}`, so the router `{}` answers 404; drop this line",
            label.value, label.name)
        .note(traefik->service->span, "This is its Traefik")
        .advise("Without it Traefik takes the container itself");
  }
}

extern const Rule rule = {
    .code = "SW4190",
    .summary = "Traefik router with a service that no label defines",
    .why =
        "Traefik names the service of a container after it and its project, unless labels name one. A router that asks "
        "for another name is refused, and every request to it ends in 404.",
    .remedy = "Leave `routers.NAME.service` out where a container has one service, or define the one it names.",
    .references = "https://doc.traefik.io/traefik/reference/routing-configuration/other-providers/docker/",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::router_service_undefined
