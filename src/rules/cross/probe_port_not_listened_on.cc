#include "rules/rule.h"

#include <algorithm>

#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/probe_outcome.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::probe_port_not_listened_on {

/// Whether a file that is mounted, and may say where the program listens, is not among the files.
static bool lacks_configuration(const project::Project& project, const project::Service& service) {
  return std::ranges::any_of(service.definition->mounts, [&](const compose::Mount& mount) {
    if (mount.type != compose::MountType::bind || !mount.inside_root) return false;
    const std::string_view name = base_name(mount.target);
    const project::PathState state = project.path_state(mount.host_path);
    return (state == project::PathState::missing || state == project::PathState::ignored_by_git) &&
           is_one_of("yml yaml toml conf cfg ini json", name.substr(name.rfind('.') + 1));
  });
}

/// Whether nothing but EXPOSE and `expose` tells of ports.
static bool is_declared_alone(const project::Listening& known) {
  return std::ranges::all_of(
      known.ports, [](const project::ListenPort& port) { return port.evidence <= project::PortEvidence::declared; });
}

static void check(const project::Service& service, Report& report) {
  const project::Connections& known = project::connections(report.project(), service);
  if (forced_success(service, known.probe) != nullptr) return;
  bool asks = false;
  for (const project::ProbeRequest& request : known.probe.requests) {
    if (!request.own || request.port == 0) continue;
    const project::Listens verdict = project::listens_on(report.project(), service, known.listening, request.port);
    // What is only declared proves nothing either way.
    // A server of many ports that EXPOSE alone tells of answers its own probe on one more.
    constexpr std::size_t many = 4;
    if (verdict == project::Listens::perhaps_not && known.listening.ports.size() >= many &&
        is_declared_alone(known.listening))
      continue;
    if (verdict == project::Listens::perhaps_not && lacks_configuration(report.project(), service)) continue;
    const project::ListenPort* const listening = known.listening.port(request.port);
    if (verdict != project::Listens::unknown)
      asks = asks || verdict != project::Listens::yes ||
             (listening != nullptr && listening->evidence > project::PortEvidence::declared);
    if (verdict == project::Listens::yes || verdict == project::Listens::unknown) continue;
    const compose::Port* const mapping = mapping_of_host_port(service, request.port);
    Builder finding =
        mapping != nullptr
            ? report.at(request.span, "The probe of `{}` asks port {} of the host; in the container it is {}",
                        service.name, request.port, mapping->target)
        : is_declared_alone(known.listening)
            ? report.at(request.span, "The probe of `{}` asks port {}, which it does not declare; it declares {}",
                        service.name, request.port, listed_ports(known.listening))
            : report.at(request.span, "The probe of `{}` asks port {}, but its program listens on {}", service.name,
                        request.port, listed_ports(known.listening));
    finding.confidence(confidence_of(verdict));
    if (verdict == project::Listens::perhaps_not)
      finding.severity(mapping != nullptr ? Severity::medium : Severity::low);
    if (mapping != nullptr) finding.note(mapping->span(), "Only the host knows the port {}", request.port);
    note_listening(finding, service, known.listening);
    note_waiting(finding, service);
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4305",
    .summary = "Health check on a port that nothing listens on",
    .why = "The connection is refused every time: the container is never healthy, and what waits for it never starts.",
    .remedy =
        "Probe the port of the container, not the published one, and keep probe, EXPOSE, PORT and the program's option "
        "the same.",
    .severity = Severity::high,
    .rung = Rung::healthy,
    .category = Category::monitoring,
    .strength = "probe a port that their program listens on",
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::probe_port_not_listened_on
