#include "rules/lib/open_server.h"
#include "rules/rule.h"

namespace seaworthy::rules::configuration_server_open {

static void check(const project::Service& service, Report& report) {
  const OpenServer found = open_server(report.project(), service, "spring-cloud-config-server");
  if (found.server == nullptr) return report.skip();
  if (found.port == nullptr) return;
  Builder finding = report.at(found.port->span(),
                              "`{}` hands the settings of all services, passwords among them, to everybody who asks "
                              "on this port; drop it",
                              service.name);
  finding.note(found.server->span, "Nothing beside this asks for a login");
  using project::Role;
  if (service.stack->role == Role::development || service.stack->role == Role::test) finding.severity(Severity::low);
}

extern const Rule rule = {
    .code = "SW5500",
    .summary = "Configuration server open to everybody",
    .why =
        "Spring Cloud Config answers `/NAME/PROFILE` with all settings of a service in plain text: the addresses and "
        "passwords of databases, the keys that sign logins. It asks for no login of its own.",
    .remedy = "Publish no port of it, since services reach it on their network, or protect it with Spring Security.",
    .references = "https://docs.spring.io/spring-cloud-config/reference/server/security.html",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::security,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::configuration_server_open
