#include <algorithm>

#include "project/code_signs.h"
#include "project/connections.h"
#include "project/container_files.h"
#include "project/model.h"
#include "project/upstreams.h"
#include "rules/lib/connect.h"
#include "rules/lib/traefik.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::tls_asked_of_plain_program {

/// Whether nothing in the code, the command or the variables of a program speaks of a certificate.
static bool is_plain(const project::Project& project, const project::Service& service) {
  const auto speaks = [](std::string_view text) {
    for (std::size_t at = text.find("ssl"); at != std::string_view::npos; at = text.find("ssl", at + 1))
      // That visitors are sent to HTTPS says nothing of what the program speaks itself.
      if (!text.substr(0, at).ends_with("force_") && !text.substr(0, at).ends_with("assume_")) return true;
    for (const std::string_view sign : {"tls", "TLS", "SSL", "certfile", "keyfile", "https.createServer", "https:{",
                                        "https: {", ".pem", ".crt", "rustls", "Certificate"})
      if (contains(text, sign)) return true;
    return false;
  };
  const project::ReadFolder* const folder = project::code_folder(project, service);
  if (folder == nullptr || folder->sources.empty()) return false;
  if (std::ranges::any_of(folder->sources, [&](FileId id) { return speaks(project.sources[id].text()); })) return false;
  for (const project::CommandInForce* const given : {&service.entrypoint, &service.command})
    if (std::ranges::any_of(given->words, speaks)) return false;
  return std::ranges::none_of(service.definition->environment, [&](const compose::EnvironmentEntry& entry) {
    return speaks(entry.name) || contains(entry.name, "URLS") || contains(entry.name, "CERT");
  });
}

/// Whether a known image speaks plain HTTP on a port as it is set up: it serves pages there, and neither a setting nor
/// a file of its configuration speaks of certificates.
static bool is_plain_image(const project::Project& project, const project::Service& service, std::uint16_t port) {
  if (service.image == nullptr || service.builds || service.image->kind == knowledge::ImageKind::proxy ||
      service.image->kind == knowledge::ImageKind::language ||
      service.image->kind == knowledge::ImageKind::distribution)
    return false;
  const bool is_web = std::ranges::any_of(service.ports, [&](const project::ContainerPort& known) {
    return known.port == port && known.purpose == "http" && known.from == project::Provenance::base_image;
  });
  if (!is_web) return false;
  // Programs that speak TLS by themselves say how it is switched off.
  bool is_off = false;
  const auto says_off = [](std::string_view text) {
    for (const std::string_view sign : {"tls_disable = 1", "tls_disable = true", "tls_disable = \"true\"",
                                        "tls_disable = \"1\"", "tls_disable=1", "tls_disable=true"})
      if (contains(text, sign)) return true;
    return false;
  };
  const auto speaks = [](std::string_view text) {
    for (const std::string_view sign : {"ssl", "tls", "TLS", "SSL", "cert", "CERT", "https", "HTTPS"})
      if (contains(text, sign)) return true;
    return false;
  };
  for (const compose::EnvironmentEntry& entry : service.definition->environment) {
    const bool is_switch = is_one_of("plugins.security.disabled DISABLE_SECURITY_PLUGIN", entry.name);
    const bool is_ssl = is_one_of("xpack.security.enabled xpack.security.http.ssl.enabled", entry.name);
    if (is_switch && entry.value == "true") is_off = true;
    if (is_ssl && entry.value == "false") is_off = true;
    if (!is_switch && !is_ssl && speaks(entry.name)) return false;
  }
  for (const project::CommandInForce* const given : {&service.entrypoint, &service.command})
    if (given->from == project::Provenance::compose && std::ranges::any_of(given->words, speaks)) return false;
  for (const compose::Mount& mount : service.definition->mounts)
    if (speaks(mount.target)) return false;
  for (const project::File* const file : project::configuration_files(project, service)) {
    if (!file->has_content) continue;
    const std::string_view text = project.sources[file->source].text();
    if (says_off(text))
      is_off = true;
    else if (speaks(text))
      return false;
  }
  // Where TLS has a port of its own, this one is plain.
  if (std::ranges::any_of(service.ports, [](const project::ContainerPort& other) { return other.purpose == "https"; }))
    return true;
  const bool speaks_by_itself = service.image->kind == knowledge::ImageKind::search ||
                                service.image->kind == knowledge::ImageKind::identity ||
                                service.image->kind == knowledge::ImageKind::vpn;
  return is_off || !speaks_by_itself;
}

static bool check_image(const project::Service& service, const project::Reference& reference, Report& report) {
  if (!is_plain_image(report.project(), *reference.to, reference.port)) return false;
  report
      .at(reference.span, "`{}` speaks TLS to `{}`, which speaks plain HTTP on port {}", service.name,
          reference.to->name, reference.port)
      .note(reference.to->span, "`{}` runs {}, and nothing gives it a certificate", reference.to->name,
            reference.to->image->title);
  return true;
}

/// `loadbalancer.server.scheme=https` of a service whose known image speaks plain HTTP.
static bool check_labels(const project::Service& service, Report& report) {
  const std::vector<TraefikLabel> labels = traefik_labels(service);
  for (const TraefikLabel& scheme : labels) {
    if (scheme.section != "services" || scheme.key != "loadbalancer.server.scheme" || scheme.value != "https" ||
        !scheme.settled)
      continue;
    for (const TraefikLabel& port : labels) {
      if (port.section != "services" || port.name != scheme.name || port.key != "loadbalancer.server.port") continue;
      const std::uint16_t number = project::parse_port(port.value);
      if (number == 0 || !is_plain_image(report.project(), service, number)) continue;
      report
          .at(scheme.span, "Traefik speaks TLS to `{}` here, which speaks plain HTTP on port {}", service.name, number)
          .note(service.span, "`{}` runs {}, and nothing gives it a certificate", service.name, service.image->title);
      return true;
    }
  }
  return false;
}

static void check(const project::Service& service, Report& report) {
  if (check_labels(service, report)) return;
  bool asks = false;
  for (const project::Reference& reference : project::connections(report.project(), service).references) {
    if (reference.scheme != "https" || reference.to == nullptr || reference.to == &service) continue;
    if (check_image(service, reference, report)) return;
    if (source_of(reference.kind) != AddressSource::proxy) continue;
    const project::Listening& known = project::connections(report.project(), *reference.to).listening;
    const project::ListenPort* const port = known.port(reference.port);
    if ((!known.from_code && known.program.empty()) || !known.complete || port == nullptr || port->tls) continue;
    asks = true;
    if (!is_plain(report.project(), *reference.to)) continue;
    report
        .at(reference.span, "`{}` speaks TLS to `{}`, whose program speaks plain HTTP on port {}", service.name,
            reference.to->name, reference.port)
        .note(port->span.valid() ? port->span : reference.to->span, "Here `{}` listens", reference.to->name);
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4919",
    .summary = "TLS spoken to a program without a certificate",
    .why = "The handshake fails (`wrong version number`), and the proxy answers 502 or 503 to every request.",
    .remedy = "Forward over http inside the stack, or give the program a certificate.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::tls_asked_of_plain_program
