#include <algorithm>

#include "project/code_signs.h"
#include "project/manifests.h"
#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::configuration_server_open {

static const project::Dependency* dependency_with(const project::Manifest& manifest, std::string_view part) {
  const auto found = std::ranges::find_if(
      manifest.dependencies, [&](const project::Dependency& dependency) { return contains(dependency.name, part); });
  return found != manifest.dependencies.end() ? &*found : nullptr;
}

static void check(const project::Service& service, Report& report) {
  const project::ReadFolder* const code = project::code_folder(report.project(), service);
  if (code == nullptr || !service.builds) return report.skip();
  const project::Manifest* const manifest =
      project::manifest_in(report.project(), code->path, project::Ecosystem::java);
  if (manifest == nullptr) return report.skip();
  const project::Dependency* const server = dependency_with(*manifest, "spring-cloud-config-server");
  if (server == nullptr) return report.skip();
  if (dependency_with(*manifest, "security") != nullptr) return;
  const auto port = std::ranges::find_if(service.definition->ports, &compose::Port::on_all_interfaces);
  if (port == service.definition->ports.end()) return;
  Builder finding = report.at(port->span(),
                              "`{}` hands the settings of all services, passwords among them, to everybody who asks "
                              "on this port; drop it",
                              service.name);
  finding.note(server->span, "Nothing beside this asks for a login");
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
