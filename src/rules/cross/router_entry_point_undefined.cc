#include "rules/rule.h"

#include <optional>
#include <string>

#include "project/model.h"
#include "rules/lib/traefik.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::router_entry_point_undefined {

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  std::optional<Traefik> traefik;
  for (const TraefikLabel& label : traefik_labels(service)) {
    if (label.section != "routers" || label.key != "entrypoints" || contains(label.value, "$")) continue;
    if (!traefik.has_value()) traefik = traefik_for(report, service);
    if (!traefik.has_value() || !traefik->settings_known) return report.skip();
    asks = true;
    for (const std::string_view name : listed_names(label.value)) {
      std::string small(name);
      for (char& c : small) c = lower(c);
      // Traefik has these two by itself where none is configured, and `traefik` for its API.
      if (small == "traefik" || (traefik->entry_points.empty() && (small == "http" || small == "https"))) continue;
      if (traefik->entry_points.contains(small)) continue;
      Builder finding =
          report.at(label.span, "Traefik has no entry point `{}`, so nothing reaches `{}`", name, service.name);
      if (traefik->settings.valid()) finding.note(traefik->settings, "Entry points are set here");
      return;
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4351",
    .summary = "Traefik router on an entry point that does not exist",
    .why = "Traefik drops the router: no request ever reaches the service.",
    .remedy = "Name an entry point of Traefik's static settings, or add it there.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "use entry points that exist",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::router_entry_point_undefined
