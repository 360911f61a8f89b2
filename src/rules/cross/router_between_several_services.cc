#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include "base/ascii.h"
#include "project/model.h"
#include "rules/lib/traefik.h"
#include "rules/rule.h"

namespace seaworthy::rules::router_between_several_services {

static void check(const project::Service& service, Report& report) {
  const std::vector<TraefikLabel> labels = traefik_labels(service);
  std::set<std::string, std::less<>> services, told;
  const TraefikLabel* second = nullptr;
  for (const TraefikLabel& label : labels) {
    if (label.name.find('$') != std::string_view::npos) return report.skip();
    if (label.section == "services" && services.insert(ascii::lowered(label.name)).second && services.size() == 2)
      second = &label;
    if (label.section == "routers" && label.key == "service") told.insert(ascii::lowered(label.name));
  }
  if (services.size() < 2) return report.skip();
  std::set<std::string, std::less<>> reported;
  for (const TraefikLabel& label : labels) {
    if (label.section != "routers" || label.key != "rule" || told.contains(ascii::lowered(label.name)) ||
        !reported.insert(ascii::lowered(label.name)).second)
      continue;
    report
        .at(label.span, "The router `{}` names none of the {} services of `{}`, so Traefik leaves it out", label.name,
            services.size(), service.name)
        .note(second->span, "The second service")
        .advise("Label the router with `service=NAME`");
  }
}

extern const Rule rule = {
    .code = "SW4156",
    .summary = "Router beside several services that names none",
    .why =
        "Traefik links a router to the only service of its container. Of several it chooses none, logs an error and "
        "answers 404.",
    .remedy = "Label each router with `traefik.http.routers.NAME.service=SERVICE`.",
    .references = "https://doc.traefik.io/traefik/reference/routing-configuration/other-providers/docker/",
    .severity = Severity::high,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "name the service of each router",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::router_between_several_services
