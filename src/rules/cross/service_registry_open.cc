#include <algorithm>

#include "project/code_signs.h"
#include "project/manifests.h"
#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::service_registry_open {

static void check(const project::Service& service, Report& report) {
  const project::ReadFolder* const code = project::code_folder(report.project(), service);
  if (code == nullptr || !service.builds) return report.skip();
  const project::Manifest* const manifest =
      project::manifest_in(report.project(), code->path, project::Ecosystem::java);
  if (manifest == nullptr) return report.skip();
  const auto has = [&](std::string_view name) {
    return std::ranges::find_if(manifest->dependencies,
                                [&](const project::Dependency& dependency) { return contains(dependency.name, name); });
  };
  const auto registry = has("spring-cloud-starter-netflix-eureka-server");
  if (registry == manifest->dependencies.end()) return report.skip();
  if (has("security") != manifest->dependencies.end()) return;
  const auto port = std::ranges::find_if(service.definition->ports, &compose::Port::on_all_interfaces);
  if (port == service.definition->ports.end()) return;
  Builder finding = report.at(port->span(),
                              "`{}` offers its registry on every interface without a login, and who registers a "
                              "service there gets its traffic; drop the port",
                              service.name);
  finding.note(registry->span, "Nothing beside this asks for a login");
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
    .references = "https://docs.spring.io/spring-cloud-netflix/reference/spring-cloud-netflix.html",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::security,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::service_registry_open
