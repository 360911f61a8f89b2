#include "rules/lib/connect.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include "project/paths.h"
#include "rules/lib/service_kind.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {
namespace {

using project::Listening;
using project::ListenPort;

std::vector<const ListenPort*> strongest_ports(const Listening& known) {
  std::vector<const ListenPort*> result;
  const ListenPort* const best = project::main_port(known);
  if (best == nullptr) return result;
  for (const ListenPort& port : known.ports)
    if (port.protocol == "tcp" && port.evidence == best->evidence) result.push_back(&port);
  return result;
}

bool listens_there(const nginx::Directive& server, std::uint16_t port) {
  bool any = false;
  for (const nginx::Directive* const child : server.children) {
    if (child->name != "listen") continue;
    any = true;
    const std::string_view address = child->parameter(0);
    const std::size_t colon = address.rfind(':');
    const std::string_view number = colon == std::string_view::npos ? address : address.substr(colon + 1);
    unsigned value = 80;
    if (is_number(number)) std::from_chars(number.data(), number.data() + number.size(), value);
    if (value == port) return true;
  }
  return !any && port == 80;
}

bool is_default(const nginx::Directive& server, std::uint16_t port) {
  return std::ranges::any_of(server.children, [&](const nginx::Directive* child) {
    return child->name == "listen" && contains(child->parameter(0), std::to_string(port)) &&
           std::ranges::any_of(child->parameters, [](const nginx::Word& word) {
             return word.text == "default_server" || word.text == "default";
           });
  });
}

bool is_named(const nginx::Directive& server, std::string_view host) {
  const nginx::Directive* const names = server.child("server_name");
  return names != nullptr && std::ranges::any_of(names->parameters, [&](const nginx::Word& word) {
           return equal_ignoring_case(word.text, host);
         });
}

/// The location that nginx takes; null for none. `unsure` when a regular expression might win.
const nginx::Directive* location_of(const nginx::Directive& server, std::string_view path, bool& unsure) {
  const nginx::Directive* best = nullptr;
  std::size_t length = 0;
  bool stops = false, has_expression = false;
  for (const nginx::Directive* const child : server.children) {
    if (child->name != "location" || child->parameters.empty()) continue;
    const std::string_view first = child->parameter(0);
    if (child->parameters.size() == 1) {
      if (first.starts_with('@') || !path.starts_with(first)) continue;
      if (first.size() < length) continue;
      best = child;
      length = first.size();
      stops = false;
    } else if (first == "=") {
      if (child->parameter(1) == path) return child;
    } else if (first == "^~") {
      if (!path.starts_with(child->parameter(1)) || child->parameter(1).size() < length) continue;
      best = child;
      length = child->parameter(1).size();
      stops = true;
    } else if (first == "~" || first == "~*") {
      // `\.(js|css)$` cannot match a path without a dot.
      const std::string_view expression = child->parameter(1);
      if (!expression.starts_with("\\.") || contains(path, ".")) has_expression = true;
    }
  }
  unsure = has_expression && !stops;
  return best;
}

int number_of(std::string_view text) {
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

const nginx::Directive* redirect_of(const nginx::Directive& block) {
  for (const nginx::Directive* const child : block.children) {
    if (child->name == "return") return child;
    if (child->name == "rewrite" && child->parameters.size() > 2 &&
        (child->parameter(2) == "permanent" || child->parameter(2) == "redirect") &&
        (child->parameter(0) == "^" || child->parameter(0) == "^(.*)$" || child->parameter(0) == "^(.*)" ||
         child->parameter(0) == "^/(.*)$"))
      return child;
  }
  return nullptr;
}

NginxAnswer answer_of(NginxAnswer answer, const nginx::Directive& directive) {
  answer.by = &directive;
  if (directive.name == "rewrite") {
    answer.status = directive.parameter(2) == "permanent" ? 301 : 302;
  } else {
    const std::string_view first = directive.parameter(0);
    answer.status = is_number(first) ? number_of(first) : 302;
  }
  answer.kind = answer.status == 301 || answer.status == 302 || answer.status == 303 || answer.status == 307 ||
                        answer.status == 308
                    ? NginxAnswer::Kind::redirect
                    : NginxAnswer::Kind::status;
  return answer;
}

}  // namespace

AddressSource source_of(project::ReferenceKind kind) {
  using Kind = project::ReferenceKind;
  switch (kind) {
    case Kind::nginx:
    case Kind::caddy:
    case Kind::haproxy:
    case Kind::envoy:
    case Kind::apache:
    case Kind::traefik:
      return AddressSource::proxy;
    case Kind::prometheus:
    case Kind::alertmanager:
      return AddressSource::scrape;
    case Kind::grafana:
    case Kind::shipper:
      return AddressSource::data_source;
    case Kind::environment:
    case Kind::command:
    case Kind::configuration:
    case Kind::code:
      break;
  }
  return AddressSource::address;
}

std::string listed_ports(const Listening& known) {
  std::vector<std::uint16_t> numbers;
  for (const ListenPort* const port : strongest_ports(known)) numbers.push_back(port->port);
  std::ranges::sort(numbers);
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  std::string text;
  for (std::size_t index = 0; index < numbers.size(); ++index) {
    if (index > 0) text += index + 1 == numbers.size() ? " and " : ", ";
    text += std::to_string(numbers[index]);
  }
  return text;
}

Confidence confidence_of(project::Listens verdict) {
  switch (verdict) {
    case project::Listens::no:
      return Confidence::certain;
    case project::Listens::likely_not:
      return Confidence::likely;
    default:
      return Confidence::possible;
  }
}

void note_listening(Builder& finding, const project::Service& service, const Listening& known) {
  int count = 0;
  for (const ListenPort* const port : strongest_ports(known)) {
    if (++count > 3) return;
    if (port->span.valid()) {
      finding.note(port->span, "Here `{}` gets its port {}", service.name, port->port);
    } else if (service.image != nullptr && !service.builds) {
      finding.note(service.definition->image.span(), "{} listens on {}", service.image->title, listed_ports(known));
      return;
    }
  }
}

void add_port_verdict(Builder& finding, project::Listens verdict, const project::Service& service,
                      const Listening& known) {
  finding.confidence(confidence_of(verdict));
  if (verdict == project::Listens::perhaps_not) finding.severity(Severity::low);
  note_listening(finding, service, known);
}

std::vector<const project::Reference*> neighbours_in_environment(const project::Project& project,
                                                                 const project::Service& service) {
  std::vector<const project::Reference*> found;
  for (const project::Reference& reference : project::connections(project, service).references)
    if (reference.kind == project::ReferenceKind::environment && reference.to != nullptr && reference.to != &service)
      found.push_back(&reference);
  return found;
}

const project::Service* neighbour_on(const project::Project& project, const project::Service& service,
                                     std::uint16_t port) {
  const project::Service* found = nullptr;
  for (const project::Service* const other : service.stack->services) {
    if (other == &service || !other->active || !other->definition->network_mode.value.empty()) continue;
    const project::ListenPort* const known = project::connections(project, *other).listening.port(port);
    if (known == nullptr || known->evidence < project::PortEvidence::known) continue;
    if (found != nullptr) return nullptr;
    found = other;
  }
  return found;
}

void note_waiting(Builder& finding, const project::Service& service) {
  int count = 0;
  for (const project::Service* const other : service.stack->services) {
    if (!other->active) continue;
    for (const compose::Dependency& dependency : other->definition->depends_on)
      if (dependency.service == service.name && dependency.condition == compose::Condition::service_healthy &&
          dependency.span().valid() && ++count <= 5)
        finding.note(dependency.span(), "`{}` waits until `{}` is healthy", other->name, service.name);
  }
}

const compose::Port* mapping_of_host_port(const project::Service& service, std::uint16_t host_port) {
  const std::string number = std::to_string(host_port);
  for (const compose::Port& port : service.definition->ports)
    if (port.published == number && port.target != number) return &port;
  return nullptr;
}

bool may_be_production(const project::Stack& stack) {
  return stack.role == project::Role::production || stack.role == project::Role::unknown;
}

/// The `deny` that a request from 127.0.0.1 meets: the first rule that fits, of the nearest block that has any.
static const nginx::Directive* denial_of_loopback(const nginx::Directive& block) {
  for (const nginx::Directive* at = &block; at != nullptr; at = at->parent) {
    bool any = false;
    for (const nginx::Directive* const rule : at->children) {
      if (rule->name != "allow" && rule->name != "deny") continue;
      any = true;
      const std::string_view who = rule->parameter(0);
      if (who != "all" && !who.starts_with("127.") && who != "localhost" && who != "0.0.0.0/0" && !contains(who, "$"))
        continue;
      return rule->name == "deny" ? rule : nullptr;
    }
    if (any) return nullptr;
  }
  return nullptr;
}

NginxAnswer nginx_answer(const project::Project& project, const project::Service& service, std::uint16_t port,
                         std::string_view host, std::string_view path) {
  NginxAnswer answer;
  const nginx::Directive* first = nullptr;
  const nginx::Directive* chosen = nullptr;
  const nginx::Directive* by_default = nullptr;
  bool any = false;
  for (const project::File* const file : project::nginx_files(project, service))
    for (const nginx::Directive* const server : file->nginx->directives) {
      if (server->name != "server" || !server->block) continue;
      any = true;
      if (!listens_there(*server, port)) continue;
      if (first == nullptr) first = server;
      if (by_default == nullptr && is_default(*server, port)) by_default = server;
      if (chosen == nullptr && is_named(*server, host)) chosen = server;
    }
  if (chosen == nullptr) chosen = by_default != nullptr ? by_default : first;
  if (chosen == nullptr) {
    answer.kind = any ? NginxAnswer::Kind::no_server : NginxAnswer::Kind::unknown;
    return answer;
  }
  answer.server = chosen;
  if (chosen->child("if") != nullptr || chosen->child("include") != nullptr) {
    // What is included may hold locations; what `if` does depends on the request.
    const bool only_types =
        chosen->child("if") == nullptr && std::ranges::all_of(chosen->children, [](const nginx::Directive* child) {
          return child->name != "include" || contains(child->parameter(0), "mime.types");
        });
    if (!only_types) return answer;
  }
  if (const nginx::Directive* const directive = redirect_of(*chosen); directive != nullptr)
    return answer_of(answer, *directive);
  bool unsure = false;
  const nginx::Directive* const location = location_of(*chosen, path, unsure);
  if (unsure) return answer;
  answer.location = location;
  const nginx::Directive& block = location != nullptr ? *location : *chosen;
  for (const std::string_view name : {"auth_basic", "auth_request"})
    if (const nginx::Directive* const directive = block.inherited(name);
        directive != nullptr && directive->parameter(0) != "off")
      answer.authentication = directive;
  answer.denial = denial_of_loopback(block);
  if (location != nullptr) {
    if (location->child("if") != nullptr || location->child("include") != nullptr) return answer;
    if (const nginx::Directive* const directive = redirect_of(*location); directive != nullptr)
      return answer_of(answer, *directive);
    for (const std::string_view name : {"proxy_pass", "fastcgi_pass", "grpc_pass", "uwsgi_pass", "scgi_pass"})
      if (const nginx::Directive* const directive = location->child(name); directive != nullptr) {
        answer.kind = NginxAnswer::Kind::proxied;
        answer.by = directive;
        return answer;
      }
    for (const std::string_view name : {"stub_status", "echo", "content_by_lua_block"})
      if (const nginx::Directive* const directive = location->child(name); directive != nullptr) {
        answer.kind = NginxAnswer::Kind::status;
        answer.status = 200;
        answer.by = directive;
        return answer;
      }
    // A location within a location may take the request.
    if (location->child("location") != nullptr) return answer;
  }
  answer.by = block.inherited("try_files");
  if (answer.by == nullptr) answer.by = block.inherited("root");
  if (location != nullptr && location->child("alias") != nullptr) answer.by = location->child("alias");
  answer.kind = NginxAnswer::Kind::files;
  return answer;
}

std::vector<ProbeAnswer> nginx_probe_answers(const project::Project& project, const project::Service& service) {
  std::vector<ProbeAnswer> answers;
  if (!project::runs_nginx(service)) return answers;
  const project::Probe& probe = project::connections(project, service).probe;
  for (const project::ProbeRequest& request : probe.requests) {
    if (!request.own || request.kind != project::ProbeRequest::Kind::http || request.scheme != "http") continue;
    const NginxAnswer answer = nginx_answer(project, service, request.port, request.host, request.path);
    if (answer.kind == NginxAnswer::Kind::unknown) continue;
    answers.push_back({&request, probe.commands[request.command].program, answer});
  }
  return answers;
}

/// Whether a part of a value that is filled in decides over more of an address than its login and its path.
static bool decides_address(const compose::Interpolation& part, const project::Reference& reference, Span value) {
  if (part.span.file != reference.span.file) return true;
  // `Server=db;Password=${PASSWORD}`: the host stands by itself.
  if (reference.scheme.empty() && reference.span == value && !contains(reference.host, ".") &&
      (part.result.empty() || !contains(reference.host, part.result)) && contains(part.variable, "PASS"))
    return false;
  if (part.span.begin >= reference.span.end) {
    const std::size_t query = reference.path.find('?');
    return query != std::string_view::npos &&
           (part.result.empty() || contains(reference.path.substr(query), part.result));
  }
  // In front of the host is the login, and at the beginning of the value the scheme.
  const bool in_front = part.span.end <= reference.span.begin && part.span.begin > value.begin + 1;
  return !in_front || reference.credentials.empty();
}

bool is_of_template(const project::Service& service, const project::Reference& reference) {
  if (reference.of_template) return true;
  const compose::EnvironmentEntry* const entry = service.definition->variable(reference.variable);
  if (entry == nullptr || entry->source == nullptr || entry->source->origin == nullptr) return false;
  return std::ranges::any_of(entry->source->origin->interpolations, [&](const compose::Interpolation& part) {
    return part.source == compose::VariableSource::env_template && decides_address(part, reference, entry->value_span);
  });
}

bool is_complement(const project::Service& service, const project::Service& other) {
  return !service.stack->files.empty() && !other.stack->files.empty() &&
         project::parent_path(service.stack->files.front()->path) ==
             project::parent_path(other.stack->files.front()->path) &&
         other.stack->service(service.name) == nullptr;
}

bool sees_foreign_names(const project::Service& service) {
  // A name for the host itself brings no other names along.
  const bool has_own_names = std::ranges::any_of(service.definition->extra_hosts, [](const compose::Text& entry) {
    return !entry.value.ends_with("host-gateway");
  });
  if (has_own_names || !service.definition->dns.empty() || !service.definition->network_mode.value.empty()) return true;
  return std::ranges::any_of(service.definition->networks, [&](const compose::NetworkAttachment& attachment) {
    return std::ranges::any_of(service.stack->model->networks, [&](const compose::Network& network) {
      return network.name == attachment.name && network.external.value;
    });
  });
}

bool is_idle_setting(const project::Service& service, const project::Reference& reference) {
  if (reference.kind != project::ReferenceKind::environment || service.image == nullptr || service.builds) return false;
  return is_data_store(service) &&
         std::ranges::none_of(service.image->variables, [&](const knowledge::ImageVariable& known) {
           const std::size_t star = known.name.find('*');
           return known.name == reference.variable ||
                  (star != std::string_view::npos && reference.variable.starts_with(known.name.substr(0, star)));
         });
}

}  // namespace seaworthy::rules
