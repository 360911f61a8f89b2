#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "base/ascii.h"
#include "knowledge/program_settings.h"
#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/service_kind.h"

namespace seaworthy::rules::port_of_other_purpose {

using knowledge::Speaks;

static const knowledge::ImagePort* known_port(const project::Service& service, std::uint16_t number) {
  if (service.image == nullptr || (service.builds && !is_data_store(service))) return nullptr;
  const auto port = std::ranges::find(service.image->ports, number, &knowledge::ImagePort::port);
  return port != service.image->ports.end() ? &*port : nullptr;
}

/// What a client wants to speak, as far as the address or the variable that holds it tells.
static Speaks wanted_by(const project::Reference& reference) {
  if (knowledge::asks_on_wire(reference.scheme, reference.variable)) return Speaks::wire;
  if (reference.scheme == "http" || reference.scheme == "https" || reference.kind == project::ReferenceKind::caddy ||
      reference.kind == project::ReferenceKind::traefik)
    return Speaks::web;
  return Speaks::unknown;
}

/// A port of the same server that speaks what is wanted: the one that is called like the client's scheme or variable,
/// else the only one. Null when there is none or more than one.
static const knowledge::ImagePort* right_port(const project::Service& service, const project::Reference& reference,
                                              Speaks wanted) {
  const knowledge::ImagePort* found = nullptr;
  for (const knowledge::ImagePort& port : service.image->ports) {
    if (knowledge::speaks(port.purpose) != wanted) continue;
    if (port.purpose == reference.scheme || ascii::lowered(reference.variable).starts_with(port.purpose)) return &port;
    if (found != nullptr) return nullptr;
    found = &port;
  }
  return found;
}

/// The console of an object store, where a program means the store: a proxy in front of the console, and a variable
/// that speaks of it, mean the console.
static bool is_console_for_program(const project::Reference& reference, const knowledge::ImagePort& port) {
  if (reference.to->kind != knowledge::ImageKind::object_store || port.purpose != "admin") return false;
  if (reference.kind != project::ReferenceKind::environment) return false;
  const std::string name = ascii::lowered(reference.variable);
  for (const std::string_view part : {"console", "browser", "admin", "_ui", "redirect", "public"})
    if (name.find(part) != std::string::npos) return false;
  return true;
}

/// The port that an object store is told to give its console: `--console-address ":9090"`; 0 without.
static std::uint16_t moved_console(const project::Service& service) {
  constexpr std::string_view option = "--console-address";
  const std::vector<std::string_view>& words = service.command.words;
  for (std::size_t index = 0; index < words.size(); ++index) {
    if (!words[index].starts_with(option)) continue;
    const std::string_view value = words[index].size() > option.size() ? words[index].substr(option.size() + 1)
                                   : index + 1 < words.size()          ? words[index + 1]
                                                                       : std::string_view();
    return project::parse_port(value.substr(value.rfind(':') + 1));
  }
  return 0;
}

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  for (const project::Reference& reference : project::connections(report.project(), service).references) {
    if (reference.to == nullptr || reference.to == &service || !reference.port_written) continue;
    // Prometheus has a rule of its own, and members of a cluster speak among themselves.
    if (reference.kind == project::ReferenceKind::prometheus || reference.to->image == service.image) continue;
    const knowledge::ImagePort console{.port = reference.port, .purpose = "admin"};
    const bool is_moved_console = reference.to->image != nullptr &&
                                  reference.to->kind == knowledge::ImageKind::object_store &&
                                  moved_console(*reference.to) == reference.port;
    const knowledge::ImagePort* const port = is_moved_console ? &console : known_port(*reference.to, reference.port);
    if (port == nullptr) continue;
    asks = true;
    const Speaks there = knowledge::speaks(port->purpose);
    const Speaks wanted = wanted_by(reference);
    const bool is_wrong = there == Speaks::members
                              ? reference.kind == project::ReferenceKind::configuration || wanted != Speaks::unknown
                              : there != Speaks::unknown && wanted != Speaks::unknown && there != wanted;
    if (!is_wrong && !is_console_for_program(reference, *port)) continue;
    const knowledge::ImagePort* const right =
        right_port(*reference.to, reference, wanted == Speaks::unknown ? Speaks::web : wanted);
    Builder finding =
        right != nullptr
            ? report.at(reference.span, "`{}` asks `{}` on {}, which is its port for `{}`; {} is the one for `{}`",
                        service.name, reference.to->name, reference.port, port->purpose, right->port, right->purpose)
            : report.at(reference.span, "`{}` asks `{}` on {}, which is its port for `{}`", service.name,
                        reference.to->name, reference.port, port->purpose);
    if (is_of_template(service, reference)) finding.confidence(Confidence::possible);
    finding.note(reference.to->span, "`{}` runs {}", reference.to->name, reference.to->image->title);
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4654",
    .summary = "Port that speaks another protocol",
    .why =
        "The connection is made and the first bytes are not understood: a page where a broker was meant, or a broker "
        "where a page was.",
    .remedy = "Name the port of the protocol that the client speaks.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "ask ports that speak their protocol",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::port_of_other_purpose
