#include "rules/rule.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "knowledge/program_kinds.h"
#include "nginx/ast.h"
#include "project/code_signs.h"
#include "project/connections.h"
#include "project/container_files.h"
#include "project/listening.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/code_findings.h"
#include "rules/lib/connect.h"
#include "rules/lib/traefik.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::program_listens_on_loopback {

/// An address of loopback with a port: "127.0.0.1:8080", "http://localhost:5000"; the first byte of one in numbers.
static bool is_loopback(std::string_view address) {
  if (const std::size_t scheme = address.find("://"); scheme != std::string_view::npos)
    address.remove_prefix(scheme + 3);
  const std::string_view host = before(address, ':');
  return host == "127.0.0.1" || host == "localhost" || host == "127";
}

/// Whether a variable says where a program listens, by its name.
static bool names_own_address(std::string_view variable) {
  return is_one_of(
      "HOST ADDRESS ADDR BIND LISTEN BIND_ADDRESS BIND_ADDR LISTEN_ADDRESS LISTEN_ADDR SERVER_ADDRESS "
      "SERVER_ADDR HTTP_ADDRESS HTTP_ADDR BIND_HOST LISTEN_HOST SERVER_HOST",
      variable);
}

/// Whether a variable may move a program whose code binds to a literal: one for the server of .NET, or one that its
/// code knows.
static bool may_move(const project::Project& project, const project::Service& service, std::string_view variable) {
  if (contains(variable, "URLS") || contains(variable, "_PORTS") || contains(variable, "Kestrel")) return true;
  const project::ReadFolder* const code = project::code_folder(project, service);
  return (names_own_address(variable) || is_one_of("APP_HOST API_HOST HTTP_HOST WEB_HOST APP_ADDR", variable)) &&
         (code == nullptr || project::mentions(project, *code, variable));
}

/// Calls of languages whose listening is not followed otherwise; every one of them must bind to loopback.
static bool check_code(const project::Service& service, Report& report) {
  if (service.definition->network_mode.value == "host") return false;
  const code::Sign* found = nullptr;
  for (const code::Sign* const sign : signs_of(report.project(), service, knowledge::CodeSign::Kind::binds)) {
    // `Ipv4Addr::LOCALHOST` says what it is by its name.
    if (!is_loopback(sign->value.empty() ? sign->row->title : sign->value)) return false;
    found = sign;
  }
  if (found == nullptr ||
      std::ranges::any_of(service.definition->environment, [&](const compose::EnvironmentEntry& entry) {
        return may_move(report.project(), service, entry.name);
      }))
    return false;
  const bool is_wanted =
      !service.definition->ports.empty() ||
      std::ranges::any_of(service.stack->services, [&](const project::Service* other) {
        return other->active &&
               std::ranges::any_of(project::connections(report.project(), *other).references,
                                   [&](const project::Reference& reference) { return reference.to == &service; });
      });
  if (!is_wanted) return false;
  report.at(found->span, "The program listens on 127.0.0.1 only, so nobody reaches `{}`; bind to 0.0.0.0", service.name)
      .confidence(Confidence::likely)
      .note(service.definition->ports.empty() ? service.span : service.definition->ports.front().span(),
            "It is wanted from outside");
  return true;
}

/// A default of the code by which it listens on loopback, of a variable that nothing gives, on a port that somebody
/// asks for.
static bool check_default(const project::Service& service, Report& report) {
  if (!service.definition->network_mode.value.empty()) return false;
  for (const code::Sign* const sign :
       signs_for_everybody(report.project(), service, knowledge::CodeSign::Kind::default_value)) {
    if (!names_own_address(sign->variable) || !is_loopback(sign->value)) continue;
    const std::size_t colon = sign->value.rfind(':');
    const std::uint16_t port =
        colon == std::string_view::npos ? std::uint16_t{0} : project::parse_port(sign->value.substr(colon + 1));
    if (port == 0 || !project::is_given_nowhere(report.project(), service, sign->variable) ||
        neighbour_on(report.project(), service, port) != nullptr)
      continue;
    Span wanted;
    for (const compose::Port& mapping : service.definition->ports)
      if (mapping.target == std::to_string(port)) wanted = mapping.span();
    for (const project::Service* const other : service.stack->services)
      for (const project::Reference& reference : project::connections(report.project(), *other).references)
        if (other->active && reference.to == &service && reference.port == port) wanted = reference.span;
    if (!wanted.valid()) continue;
    report
        .at(sign->span, "`{}` gets no `{}`, and without it the program listens on 127.0.0.1 only; set it to 0.0.0.0",
            service.name, sign->variable)
        .confidence(Confidence::likely)
        .note(wanted, "Here it is wanted from outside");
    return true;
  }
  return false;
}

/// A server that is told to listen on a socket file alone, though its port is wanted from outside.
static bool check_socket(const project::Service& service, Report& report) {
  std::string_view socket;
  const std::vector<std::string_view> words = project::program_words(report.project(), service);
  if (words.empty()) return false;
  const std::string_view program = project::base_name(words.front());
  if (program != "puma" && !knowledge::tables::python_servers.contains(program)) return false;
  for (std::size_t index = 1; index < words.size(); ++index) {
    const std::string_view word = words[index];
    if (word == "-p" || word.starts_with("--port") || word.starts_with("tcp://") || contains(word, "0.0.0.0"))
      return false;
    const std::size_t at = word.find("unix:");
    if (at != std::string_view::npos) socket = word.substr(at);
    if ((word == "--uds" || word == "-u") && index + 1 < words.size()) socket = words[index + 1];
  }
  if (socket.empty()) return false;
  for (const project::Service* const other : service.stack->services)
    for (const project::Reference& reference : project::connections(report.project(), *other).references) {
      if (!other->active || other == &service || reference.to != &service || !reference.scheme.starts_with("http"))
        continue;
      report
          .at(service.command.span, "`{}` listens on the socket `{}` only, and `{}` asks it on port {}", service.name,
              socket, other->name, reference.port)
          .confidence(Confidence::likely)
          .note(reference.span, "Here `{}` asks it", other->name);
      return true;
    }
  return false;
}

/// `listen 127.0.0.1:8080` of nginx, for a port that is published and that it listens on nowhere else.
static bool check_nginx(const project::Service& service, Report& report) {
  if (!project::runs_nginx(service) || !service.definition->network_mode.value.empty()) return false;
  for (const compose::Port& mapping : service.definition->ports) {
    const nginx::Directive* inner = nullptr;
    bool is_open = false;
    for (const project::File* const file : project::nginx_files(report.project(), service))
      for (const nginx::Directive* const directive : file->nginx->directives) {
        if (directive->name != "listen") continue;
        const std::string_view address = directive->parameter(0);
        const std::size_t colon = address.rfind(':');
        const std::string_view port = colon == std::string_view::npos ? address : address.substr(colon + 1);
        if (port != mapping.target) continue;
        if (colon != std::string_view::npos && is_loopback(address))
          inner = directive;
        else
          is_open = true;
      }
    if (inner == nullptr || is_open) continue;
    report.at(inner->span, "nginx listens here on 127.0.0.1 only, so nobody reaches what `{}` publishes", service.name)
        .confidence(Confidence::likely)
        .note(mapping.span(), "This port is published");
    return true;
  }
  return false;
}

static void check(const project::Service& service, Report& report) {
  if (check_nginx(service, report)) return;
  if (check_socket(service, report)) return;
  if (check_code(service, report) || check_default(service, report)) return;
  const project::Listening& known = project::connections(report.project(), service).listening;
  if (known.program.empty()) return report.skip();
  if (!known.loopback_only || service.definition->network_mode.value == "host") return;
  const std::uint16_t port = known.ports.front().port;
  // Who wants to reach it: a published port, or another service.
  Span wanted;
  std::string_view who;
  for (const compose::Port& mapping : service.definition->ports)
    if (mapping.target == std::to_string(port)) wanted = mapping.span();
  for (const project::Service* const other : service.stack->services) {
    if (!other->active || other == &service || wanted.valid()) continue;
    if (other->definition->network_mode.value == "service:" + std::string(service.name)) return;
    for (const project::Reference& reference : project::connections(report.project(), *other).references)
      if (reference.to == &service && reference.port == port) {
        wanted = reference.span;
        who = other->name;
      }
  }
  // A router of Traefik asks it from another container.
  const std::vector<TraefikLabel> labels = traefik_labels(service);
  if (const TraefikLabel* const router = wanted.valid() ? nullptr : first_router(labels); router != nullptr) {
    wanted = router->span;
    who = "Traefik";
  }
  if (!wanted.valid()) return;
  Builder finding =
      known.loopback_by_default
          ? report.at(known.host_span,
                      "{} listens on 127.0.0.1 unless told otherwise, so nobody reaches `{}`; bind to 0.0.0.0",
                      known.program, service.name)
          : report.at(known.host_span, "{} listens on 127.0.0.1 only, so nobody reaches `{}`; bind to 0.0.0.0",
                      known.program, service.name);
  if (known.from_code) finding.confidence(Confidence::likely);
  if (who.empty())
    finding.note(wanted, "This port is published");
  else
    finding.note(wanted, "`{}` asks it here", who);
}

extern const Rule rule = {
    .code = "SW4345",
    .summary = "Program that listens on the loopback of its container only",
    .why =
        "Published ports and other services arrive at the container's network address, where the program does not "
        "listen: every connection is refused.",
    .remedy = "Bind to 0.0.0.0 inside the container; who may reach the port is decided where it is published.",
    .severity = Severity::high,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::program_listens_on_loopback
