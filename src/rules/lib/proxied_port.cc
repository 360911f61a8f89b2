#include "rules/lib/proxied_port.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/ascii.h"
#include "project/code_signs.h"
#include "project/connections.h"
#include "project/manifests.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {

const project::Reference* proxy_in_front(const project::Project& project, const project::Service& service,
                                         std::string_view target) {
  using Kind = project::ReferenceKind;
  if (service.kind == knowledge::ImageKind::proxy) return nullptr;
  for (const project::Service* const proxy : service.stack->services) {
    if (proxy == &service || !proxy->active ||
        std::ranges::none_of(proxy->definition->ports, &compose::Port::on_all_interfaces))
      continue;
    for (const project::Reference& reference : project::connections(project, *proxy).references) {
      const bool forwards = reference.kind == Kind::nginx || reference.kind == Kind::haproxy ||
                            reference.kind == Kind::caddy || reference.kind == Kind::apache ||
                            reference.kind == Kind::envoy;
      if (forwards && reference.to == &service && (target.empty() || std::to_string(reference.port) == target))
        return &reference;
    }
  }
  return nullptr;
}

/// A name as registries compare it: `AuthService`, `AUTH-SERVICE` and `auth_service` are one.
static std::string plain_name(std::string_view name) {
  std::string result = ascii::lowered(name);
  std::erase_if(result, [](char letter) { return letter == '-' || letter == '_' || letter == '.'; });
  return result;
}

/// Whether the code of a folder is that of a gateway, by what it depends on.
static bool is_gateway(const project::Project& project, const project::ReadFolder& code) {
  return std::ranges::any_of(project::manifests(project), [&](const project::Manifest& manifest) {
    return manifest.folder == code.path &&
           std::ranges::any_of(manifest.dependencies, [](const project::Dependency& dependency) {
             return contains(dependency.name, "spring-cloud-starter-gateway") || dependency.name == "Ocelot" ||
                    dependency.name == "Yarp.ReverseProxy";
           });
  });
}

/// The names by which a registry or the engine knows a service.
static std::vector<std::string> names_of(const project::Project& project, const project::Service& service) {
  std::vector<std::string> result = {plain_name(service.name)};
  if (const project::ReadFolder* const code = project::code_folder(project, service); code != nullptr)
    for (const project::ConfigurationFile& file : code->settings)
      for (const project::ConfigurationSetting& setting : file.settings)
        if (setting.key == "spring.application.name") result.push_back(plain_name(setting.value));
  return result;
}

/// Where a text names one of the names behind `lb://`, or as the host of an address; the length of the address, or 0.
static std::size_t leads_to(std::string_view text, std::size_t at, const std::vector<std::string>& names) {
  const std::size_t host = text.find("//", at) + 2;
  const std::size_t end = std::min(text.find_first_of("\"'/:,;)}] \t\r\n", host), text.size());
  return std::ranges::find(names, plain_name(text.substr(host, end - host))) != names.end() ? end - at : 0;
}

GatewayRoute gateway_in_front(const project::Project& project, const project::Service& service) {
  if (!service.builds) return {};
  const std::vector<std::string> names = names_of(project, service);
  for (const project::Service* const gateway : service.stack->services) {
    if (gateway == &service || !gateway->active || !gateway->builds ||
        std::ranges::none_of(gateway->definition->ports, &compose::Port::on_all_interfaces))
      continue;
    const project::ReadFolder* const code = project::code_folder(project, *gateway);
    if (code == nullptr || !is_gateway(project, *code)) continue;
    for (const project::ConfigurationFile& file : code->settings)
      for (const project::ConfigurationSetting& setting : file.settings) {
        const std::size_t scheme = setting.value.find("//");
        const bool names_it =
            setting.key.ends_with("ServiceName") || setting.key.ends_with("DownstreamHostAndPorts.Host");
        if ((names_it && std::ranges::find(names, plain_name(setting.value)) != names.end()) ||
            (scheme != std::string_view::npos && leads_to(setting.value, scheme, names) > 0 &&
             !contains(setting.key, "eureka") && !contains(setting.key, "config") && !contains(setting.key, "jwt")))
          return {gateway, setting.span};
      }
    constexpr std::string_view balanced = "lb://";
    for (const FileId source : code->sources) {
      const std::string_view text = project.sources[source].text();
      for (std::size_t at = text.find(balanced); at != std::string_view::npos; at = text.find(balanced, at + 1))
        if (const std::size_t size = leads_to(text, at, names); size > 0)
          return {gateway, {source, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + size)}};
    }
  }
  return {};
}

}  // namespace seaworthy::rules
