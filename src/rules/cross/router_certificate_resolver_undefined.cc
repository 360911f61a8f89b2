#include "rules/rule.h"

#include <algorithm>
#include <optional>
#include <string>

#include "project/model.h"
#include "rules/lib/traefik.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::router_certificate_resolver_undefined {

/// Another stack of the repository has a Traefik with the resolver: the label is meant for that one, and the one here
/// stands in for it while people develop.
static bool is_resolver_elsewhere(const project::Project& project, const project::Stack& here,
                                  const std::string& name) {
  return std::ranges::any_of(project.stacks, [&](const project::Stack& other) {
    if (&other == &here) return false;
    const std::optional<Traefik> traefik = traefik_of(project, other);
    return traefik.has_value() && traefik->resolvers.contains(name);
  });
}

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  std::optional<Traefik> traefik;
  for (const TraefikLabel& label : traefik_labels(service)) {
    if (label.section != "routers" || label.key != "tls.certresolver" || contains(label.value, "$") ||
        label.value.empty())
      continue;
    if (!traefik.has_value()) traefik = traefik_for(report, service);
    if (!traefik.has_value() || !traefik->settings_known) return report.skip();
    asks = true;
    std::string small(label.value);
    for (char& c : small) c = lower(c);
    if (traefik->resolvers.contains(small) || is_resolver_elsewhere(report.project(), *service.stack, small)) continue;
    Builder finding =
        report.at(label.span, "Traefik has no certificate resolver `{}`; clients of `{}` get a self-signed one",
                  label.value, service.name);
    if (traefik->settings.valid()) finding.note(traefik->settings, "Resolvers are set here");
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4352",
    .summary = "Traefik router with a certificate resolver that does not exist",
    .why = "Traefik logs an error and serves its own self-signed certificate, which every client refuses.",
    .remedy = "Name a resolver of Traefik's static settings, or add it there.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "use certificate resolvers that exist",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::router_certificate_resolver_undefined
