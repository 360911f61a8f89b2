#include <algorithm>
#include <string>
#include <vector>

#include "project/code_signs.h"
#include "project/framework_settings.h"
#include "project/model.h"
#include "project/upstreams.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::route_names_no_service {

/// A neighbour that a file of settings sends requests to.
struct Target {
  std::string host;
  Span span;
};

/// `Clusters.orders.Destinations.one.Address` of YARP, `routes.uri` of Spring Cloud Gateway, `DownstreamHostAndPorts`
/// of Ocelot: addresses of neighbours, and not of a server that the program asks for itself.
static bool is_route(std::string_view key) {
  const bool in_routes = contains(key, "Clusters") || contains(key, "routes") || contains(key, "Routes");
  return in_routes &&
         (key.ends_with("Address") || key.ends_with("uri") || key.ends_with("DownstreamHostAndPorts.Host"));
}

/// A name that only the name server of a network can know.
static bool is_service_name(std::string_view host) {
  return host.size() > 1 && host != "localhost" &&
         host.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_") == std::string_view::npos &&
         host.find_first_of("abcdefghijklmnopqrstuvwxyz") != std::string_view::npos;
}

static std::vector<Target> targets_in(const project::Service& service, const project::ReadFolder& code,
                                      const project::ConfigurationFile& file) {
  std::vector<Target> found;
  for (const project::ConfigurationSetting& setting : file.settings) {
    if (!is_route(setting.key) || project::is_overridden(service, setting.key) ||
        project::is_overridden_by_file(service, code, file, setting.key))
      continue;
    const project::TemplatedValue value = project::templated_value(setting.value);
    if (!value.variable.empty() || contains(value.value, "lb:")) continue;
    if (setting.key.ends_with(".Host")) {
      if (is_service_name(value.value)) found.push_back({std::string(value.value), setting.span});
      continue;
    }
    for (const project::Address& address : project::addresses_in(value.value, false))
      if (is_service_name(address.host)) found.push_back({std::string(address.host), setting.span});
  }
  return found;
}

/// Whether any service of the repository answers to a name.
static bool is_known(const project::Project& project, const project::Service& service, std::string_view host) {
  if (project::service_named(service, host) != nullptr) return true;
  return std::ranges::any_of(project.services, [&](const project::Service& other) {
    return other.name == host || other.definition->container_name.value == host ||
           other.definition->hostname.value == host ||
           std::ranges::any_of(other.definition->networks, [&](const compose::NetworkAttachment& network) {
             return std::ranges::find(network.aliases, host) != network.aliases.end();
           });
  });
}

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  const project::ReadFolder* const code = project::code_folder(project, service);
  if (code == nullptr || !service.stack->partial.empty() || !service.definition->network_mode.value.empty() ||
      !service.definition->extra_hosts.empty())
    return report.skip();
  bool asks = false;
  const auto look_at = [&](const project::ConfigurationFile& file) {
    const std::vector<Target> targets = targets_in(service, *code, file);
    // Where no route meets a neighbour, the file is for another place.
    if (std::ranges::none_of(
            targets, [&](const Target& target) { return project::service_named(service, target.host) != nullptr; }))
      return;
    asks = true;
    for (const Target& target : targets)
      if (!is_known(project, service, target.host))
        report.at(target.span, "`{}` routes to `{}`, which no service is called", service.name, target.host);
  };
  for (const project::ConfigurationFile& file : code->settings)
    if (project::is_loaded(service, file)) look_at(file);
  for (const project::ConfigurationFile& file : code->development)
    if (project::is_loaded(service, file)) look_at(file);
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4984",
    .summary = "Route of a gateway to a service that the stack does not have",
    .why = "The name resolves to nothing: every request to the route ends in 502 or 503.",
    .remedy = "Add the service to the stack, name the one that is meant, or take the route out.",
    .references = "https://learn.microsoft.com/aspnet/core/fundamentals/servers/yarp/config-files",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "route to services that are there",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::route_names_no_service
