#include "rules/lib/visitors.h"

#include <algorithm>

#include "project/connections.h"
#include "rules/lib/connect.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {

bool may_have_tls(const project::Project& project, const project::Stack& stack) {
  for (const project::Service* const service : stack.services) {
    if (!service->active) continue;
    for (const compose::Port& port : service->definition->ports) {
      if (port.published == "443" || port.published == "8443" || port.target == "443" || port.target == "8443")
        return true;
      // A proxy on the host answers in front of what is published on loopback.
      if (port.on_loopback()) return true;
    }
    for (const project::ListenPort& port : project::connections(project, *service).listening.ports)
      if (port.tls || port.port == 443 || port.port == 8443) return true;
    if (service->image != nullptr && is_one_of("Traefik Caddy cloudflared Tailscale ngrok", service->image->title))
      return true;
    if (contains(service->definition->image.value, "cloudflared") || !service->definition->labels.empty()) return true;
    for (const compose::NetworkAttachment& attachment : service->definition->networks) {
      const auto network = std::ranges::find(stack.model->networks, attachment.name, &compose::Network::name);
      if (network != stack.model->networks.end() && network->external.value) return true;
    }
    // Addresses with https say that somebody provides it.
    for (const compose::EnvironmentEntry& entry : service->definition->environment)
      if (entry.value.has_value() && entry.value->starts_with("https://") && contains(entry.name, "URL")) return true;
  }
  return false;
}

WayIn way_in(const project::Project& project, const project::Service& service) {
  if (!service.definition->ports.empty()) return {&service.definition->ports.front(), &service};
  for (const project::Service* const other : service.stack->services) {
    if (!other->active || other == &service || other->definition->ports.empty()) continue;
    for (const project::Reference& reference : project::connections(project, *other).references)
      if (reference.to == &service && source_of(reference.kind) == AddressSource::proxy)
        return {&other->definition->ports.front(), other};
  }
  return {};
}

}  // namespace seaworthy::rules
