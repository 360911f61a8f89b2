#include <algorithm>
#include <optional>

#include "base/ascii.h"
#include "knowledge/knowledge.h"
#include "project/model.h"
#include "rules/lib/once.h"
#include "rules/lib/traefik.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::https_port_without_router {

/// Whether any label of the repository gives a router TLS.
static bool any_router_has_tls(const project::Project& project) {
  return std::ranges::any_of(project.services, [](const project::Service& service) {
    return std::ranges::any_of(traefik_labels(service), [](const TraefikLabel& label) {
      return (label.section == "routers" || label.section.empty()) &&
             (label.key == "tls" || label.key.starts_with("tls."));
    });
  });
}

/// Whether nobody but services of the stack itself can be on a network with it.
static bool is_among_its_own(const project::Service& service) {
  return service.definition->network_mode.value.empty() &&
         std::ranges::none_of(service.definition->networks, [&](const compose::NetworkAttachment& attached) {
           return std::ranges::any_of(service.stack->model->networks, [&](const compose::Network& network) {
             return network.name == attached.name && network.external.value;
           });
         });
}

/// Whether a mounted file has routers of its own.
static bool has_file_routers(const project::Project& project, const project::Service& service) {
  return std::ranges::any_of(service.mounted_files, [&](const project::File* file) {
    return !file->has_content || contains(project.sources[file->source].text(), "routers");
  });
}

static void check(const project::Service& service, Report& report) {
  if (service.image == nullptr || service.image->name != "traefik" || service.builds) return report.skip();
  const std::optional<Traefik> traefik = traefik_of(report.project(), *service.stack);
  if (!traefik.has_value() || traefik->service != &service || !traefik->settings_known || !traefik->files_known ||
      !is_among_its_own(service) || has_file_routers(report.project(), service))
    return report.skip();
  const EntryPoints entry_points = entry_points_of(report.project(), service);
  if (entry_points.secure.empty() || entry_points.encrypted.at(entry_points.secure)) return report.skip();
  const auto port = std::ranges::find_if(service.definition->ports, [](const compose::Port& mapping) {
    return mapping.target == "443" && !mapping.published.empty();
  });
  const bool has_routers = std::ranges::any_of(service.stack->services, [](const project::Service* each) {
    return each->active && first_router(traefik_labels(*each)) != nullptr;
  });
  if (port == service.definition->ports.end() || !has_routers) return report.skip();
  // Where everything is sent on to it, each router is told of on its own.
  for (const auto& [from, to] : entry_points.redirected)
    if (to == entry_points.secure || to == ":443") return report.skip();
  if (once<any_router_has_tls>(report)) return;
  report
      .at(port->span(), "No router speaks TLS, so that `{}` answers 404 on 443; give one `tls`, or drop the port",
          service.name)
      .note(traefik->settings, "The entry point `{}` is for it", entry_points.secure);
}

extern const Rule rule = {
    .code = "SW4520",
    .summary = "Port for HTTPS on which no router answers",
    .why =
        "Traefik listens and shows a certificate of its own, and no router takes requests over TLS: visitors of "
        "`https://` get a warning and then 404, and everything else goes over the wire in the clear.",
    .remedy = "Give the routers TLS and a certificate resolver, or publish port 80 alone.",
    .references = "https://doc.traefik.io/traefik/reference/routing-configuration/http/tls/overview/",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "answer on the port for HTTPS",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::https_port_without_router
