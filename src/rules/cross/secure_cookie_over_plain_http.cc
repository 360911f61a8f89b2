#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/state.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::secure_cookie_over_plain_http {

static bool is_on(std::string_view value) { return is_one_of("true True TRUE 1 yes on", value); }

/// Variables by which programs and frameworks are told to send cookies over TLS alone.
static bool demands_tls(std::string_view name) {
  for (const std::string_view part : {"COOKIE_SECURE", "SECURE_COOKIE", "COOKIES_SECURE", "SECURE_COOKIES",
                                      "COOKIE_SECURE_ONLY", "SECURE_SSL_REDIRECT", "FORCE_SSL", "FORCE_HTTPS"})
    if (contains(name, part)) return true;
  return false;
}

/// Whether anything of the stack may speak TLS to visitors, or something outside does for it.
static bool may_have_tls(const project::Project& project, const project::Stack& stack) {
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

/// The published port through which visitors come: of the service itself, or of a proxy that forwards to it.
static const compose::Port* way_in(const project::Project& project, const project::Service& service,
                                   const project::Service*& through) {
  if (!service.definition->ports.empty()) {
    through = &service;
    return &service.definition->ports.front();
  }
  for (const project::Service* const other : service.stack->services) {
    if (!other->active || other == &service || other->definition->ports.empty()) continue;
    for (const project::Reference& reference : project::connections(project, *other).references)
      if (reference.to == &service && source_of(reference.kind) == AddressSource::proxy) {
        through = other;
        return &other->definition->ports.front();
      }
  }
  return nullptr;
}

static void check(const project::Service& service, Report& report) {
  if (is_short_lived(*service.stack)) return report.skip();
  const compose::EnvironmentEntry* setting = nullptr;
  for (const compose::EnvironmentEntry& entry : service.definition->environment)
    if (entry.value.has_value() && is_on(*entry.value) && demands_tls(entry.name)) setting = &entry;
  if (setting == nullptr) return report.skip();
  const project::Service* through = nullptr;
  const compose::Port* const port = way_in(report.project(), service, through);
  if (port == nullptr) return report.skip();
  if (may_have_tls(report.project(), *service.stack)) return;
  report
      .at(setting->span, "`{}` of `{}` needs HTTPS, and the stack offers plain HTTP alone", setting->name, service.name)
      .note(port->span(), "Visitors come in through `{}` here", through->name);
}

extern const Rule rule = {
    .code = "SW4590",
    .summary = "Secure cookies or forced TLS in a stack without TLS",
    .why =
        "Browsers do not send a secure cookie over plain HTTP, so nobody stays logged in; a forced redirect leads "
        "nowhere.",
    .remedy = "Put a proxy with a certificate in front, or say where TLS ends; switch the setting off only for tests.",
    .severity = Severity::medium,
    .confidence = Confidence::possible,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::secure_cookie_over_plain_http
