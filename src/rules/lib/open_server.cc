#include "rules/lib/open_server.h"

#include <algorithm>

#include "project/code_signs.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {

static const project::Dependency* dependency_with(const project::Manifest& manifest, std::string_view part) {
  const auto found = std::ranges::find_if(
      manifest.dependencies, [&](const project::Dependency& dependency) { return contains(dependency.name, part); });
  return found != manifest.dependencies.end() ? &*found : nullptr;
}

OpenServer open_server(const project::Project& project, const project::Service& service, std::string_view package) {
  const project::ReadFolder* const code = project::code_folder(project, service);
  if (code == nullptr || !service.builds) return {};
  const project::Manifest* const manifest = project::manifest_in(project, code->path, project::Ecosystem::java);
  if (manifest == nullptr) return {};
  OpenServer result{.server = dependency_with(*manifest, package)};
  if (result.server == nullptr || dependency_with(*manifest, "security") != nullptr) return result;
  const auto port = std::ranges::find_if(service.definition->ports, &compose::Port::on_all_interfaces);
  if (port != service.definition->ports.end()) result.port = &*port;
  return result;
}

}  // namespace seaworthy::rules
