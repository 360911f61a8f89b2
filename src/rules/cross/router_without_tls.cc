#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/ascii.h"
#include "project/model.h"
#include "rules/lib/traefik.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::router_without_tls {

struct Router {
  const TraefikLabel* first = nullptr;
  std::string entry_points;
  bool encrypted = false, settled = true;
};

static std::map<std::string_view, Router> routers_of(const std::vector<TraefikLabel>& labels) {
  std::map<std::string_view, Router> routers;
  for (const TraefikLabel& label : labels) {
    if (label.section != "routers") continue;
    Router& router = routers[label.name];
    if (router.first == nullptr || label.key == "rule") router.first = &label;
    if (label.key == "entrypoints") router.entry_points = ascii::lowered(label.value);
    if (label.key == "tls" || label.key.starts_with("tls.")) router.encrypted |= label.value != "false";
    router.settled &= label.settled || label.key == "rule";
  }
  return routers;
}

static bool lists(std::string_view entry_points, std::string_view wanted) {
  const std::vector<std::string_view> names = listed_names(entry_points);
  return std::ranges::find(names, wanted) != names.end();
}

static void check(const project::Service& service, Report& report) {
  const std::vector<TraefikLabel> labels = traefik_labels(service);
  const std::optional<Traefik> reader =
      first_router(labels) != nullptr ? traefik_for(report, service) : std::optional<Traefik>();
  if (!reader.has_value() || reader->service->builds) return report.skip();
  const project::Service* const traefik = reader->service;
  const EntryPoints entry_points = entry_points_of(report.project(), *traefik);
  if (entry_points.secure.empty() || entry_points.encrypted.at(entry_points.secure)) return report.skip();
  const std::string& secure = entry_points.secure;
  const bool all_sent_on = std::ranges::any_of(entry_points.redirected, [&](const auto& redirect) {
    return redirect.second == secure || redirect.second == ":443";
  });
  for (const auto& [name, router] : routers_of(labels)) {
    // The other way round: TLS alone, where all comes in plain.
    const auto redirect = entry_points.redirected.find(router.entry_points);
    if (router.encrypted && router.settled && redirect != entry_points.redirected.end()) {
      report
          .at(router.first->span,
              "The router `{}` takes TLS alone, and all of the entry point `{}` is sent on to `{}`; name that one",
              name, router.entry_points, redirect->second)
          .note(traefik->span, "This is Traefik");
      continue;
    }
    if (router.encrypted || !router.settled || name.find('$') != std::string_view::npos) continue;
    const bool is_listed = lists(router.entry_points, secure);
    if (!is_listed && !(router.entry_points.empty() && all_sent_on)) continue;
    Builder finding =
        all_sent_on
            ? report.at(router.first->span,
                        "The router `{}` has no `tls`, and every request is sent on to `{}`, where it answers 404",
                        name, secure)
            : report.at(router.first->span, "The router `{}` has no `tls`, so that it speaks plain HTTP on port 443",
                        name);
    finding.note(traefik->span, "This is Traefik, and `{}` has no `http.tls` of its own", secure);
  }
}

extern const Rule rule = {
    .code = "SW4396",
    .summary = "Router without TLS on the port for TLS",
    .why =
        "A router without `tls` takes plain HTTP alone. Requests over TLS find no router and get 404, and where port "
        "80 "
        "sends everything on to 443 nothing ever reaches the service.",
    .remedy = "Label the router with `tls=true` or `tls.certresolver=NAME`, or set `http.tls` at the entry point.",
    .references = "https://doc.traefik.io/traefik/reference/routing-configuration/http/tls/overview/",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "speak TLS where it is asked for",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::router_without_tls
