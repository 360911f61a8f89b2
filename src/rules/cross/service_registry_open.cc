#include "rules/lib/open_server.h"
#include "rules/lib/published.h"
#include "rules/rule.h"

namespace seaworthy::rules::service_registry_open {

static void check(const project::Service& service, Report& report) {
  const OpenServer found = open_server(report.project(), service, "spring-cloud-starter-netflix-eureka-server");
  if (found.server == nullptr) return report.skip();
  if (found.port == nullptr) return;
  Builder finding = report.at(found.port->span(),
                              "`{}` offers its registry on every interface without a login, and who registers a "
                              "service there gets its traffic; drop the port",
                              service.name);
  finding.note(found.server->span, "Nothing beside this asks for a login");
  offer_loopback(finding, *found.port, report);
  using project::Role;
  if (service.stack->role == Role::development || service.stack->role == Role::test) finding.severity(Severity::low);
}

extern const Rule rule = {
    .code = "SW4281",
    .summary = "Registry of services open to everybody",
    .why =
        "Gateways and services ask the registry where the others are. Whoever reaches it enters an address of their "
        "own under the name of a service, and gets the requests with their logins.",
    .remedy = "Publish no port of the registry, or protect it with Spring Security.",
    .controls = "CIS Docker 1.6:5.14; OWASP Docker:5",
    .references = "https://docs.spring.io/spring-cloud-netflix/reference/spring-cloud-netflix.html",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::security,
    .fixes = Fixes::sometimes,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::service_registry_open
