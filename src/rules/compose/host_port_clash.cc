#include "rules/rule.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

#include "project/model.h"
#include "rules/lib/port_edit.h"
#include "rules/lib/published.h"
#include "rules/lib/settled.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::host_port_clash {

struct Taken {
  std::uint16_t port = 0;
  const compose::Port* entry = nullptr;
  const project::Service* service = nullptr;
};

/// Whether two entries with the same port cannot both be had: the same protocol, and addresses that overlap.
static bool overlap(const compose::Port& left, const compose::Port& right) {
  if (left.protocol != right.protocol) return false;
  const auto everywhere = [](const compose::Port& port) { return port.host_ip.empty() || port.host_ip == "*"; };
  if (everywhere(left) || everywhere(right)) return true;
  const auto is_v6 = [](const compose::Port& port) { return contains(port.host_ip, ":"); };
  if (is_v6(left) != is_v6(right)) return false;
  return left.host_ip == right.host_ip || left.on_all_interfaces() || right.on_all_interfaces();
}

/// Whether every command that starts the stack names services, and none of them both: then one of the two is chosen.
static bool are_chosen(const project::Stack& stack, const Taken& one, const Taken& other,
                       const project::Project& project) {
  bool any = false;
  for (const project::ComposeCommand& command : project.compose_commands) {
    if (command.verb != "up" || command.files.size() != stack.files.size() ||
        !std::ranges::equal(command.files, stack.files, {}, {}, [](const project::File* file) { return file->path; }))
      continue;
    bool has_one = false, has_other = false, names = false;
    for (const std::string_view operand : command.operands) {
      if (operand.starts_with('-')) continue;
      names = names || stack.service(operand) != nullptr;
      has_one = has_one || operand == one.service->name;
      has_other = has_other || operand == other.service->name;
    }
    if (!names || (has_one && has_other)) return false;
    any = any || has_one || has_other;
  }
  return any;
}

/// What a swarm demands of a node; "" when it takes any.
static std::string constraints_of(const project::Service& service) {
  const compose::Value* const deploy = service.definition->deploy;
  const compose::Value* const placement = deploy == nullptr ? nullptr : deploy->get("placement");
  const compose::Value* const constraints = placement == nullptr ? nullptr : placement->get("constraints");
  std::string result;
  if (constraints == nullptr) return result;
  for (const compose::Value* item : constraints->items) {
    result += item->text;
    result += '\n';
  }
  return result;
}

/// Whether each takes the port of its own node alone (`mode: host`), and the two demand different ones.
static bool are_on_different_nodes(const Taken& one, const Taken& other) {
  return one.entry->mode == "host" && other.entry->mode == "host" &&
         constraints_of(*one.service) != constraints_of(*other.service);
}

/// The variable that gives an entry its address of the host, "" for none: of `${EDGE_IP:-127.0.0.1}:80:80`, EDGE_IP.
static std::string_view address_variable(const compose::Port& port) {
  if (port.host_ip.empty() || port.source == nullptr || port.source->origin == nullptr ||
      port.source->origin->interpolations.empty())
    return {};
  const std::string_view name = port.source->origin->interpolations.front().variable;
  for (const std::string_view word : {"IP", "ADDR", "BIND", "INTERFACE", "HOST"})
    if (contains(name, word) && !contains(name, "PORT")) return name;
  return {};
}

/// Whether two entries take addresses of the host from different variables, whose defaults alone are one.
static bool are_told_apart(const compose::Port& one, const compose::Port& other) {
  const std::string_view left = address_variable(one), right = address_variable(other);
  return !left.empty() && !right.empty() && left != right;
}

static void check(const project::Stack& stack, Report& report) {
  std::vector<Taken> taken;
  for (const project::Service* service : stack.services) {
    const compose::Service& definition = *service->definition;
    // Ports of a service without a network of its own are not published.
    if (!service->active || (definition.replicas && definition.replicas.value == 0) ||
        !definition.network_mode.value.empty() || internal_network_alone(*service) != nullptr)
      continue;
    for (const compose::Port& port : definition.ports) {
      // Out of a range the engine takes whichever port is free.
      const std::uint16_t number = contains(port.published, "-") ? 0 : port_number(port.published);
      if (number != 0 && is_settled(port.source)) taken.push_back({number, &port, service});
    }
  }
  if (taken.empty()) return report.skip();
  // In the order of the files, so that the finding stands at the later of two.
  const auto order = [](const Taken& item) {
    const Span span = item.entry->span();
    return std::tuple(item.port, span.file, span.begin);
  };
  std::sort(taken.begin(), taken.end(), [&](const Taken& a, const Taken& b) { return order(a) < order(b); });
  for (std::size_t second = 1; second < taken.size(); ++second) {
    // A few entries share a number at most, so that looking back stays short.
    for (std::size_t first = second; first-- > 0 && taken[first].port == taken[second].port;) {
      const Taken& a = taken[first];
      const Taken& b = taken[second];
      const bool same_service = a.service == b.service;
      // Compose drops what is said twice.
      if (same_service && a.entry->target == b.entry->target) continue;
      if (!overlap(*a.entry, *b.entry) || are_on_different_nodes(a, b)) continue;
      auto finding =
          same_service
              ? report.at(b.entry->span(), "`{}` publishes {}/{} for two ports of its own; use another one for one",
                          b.service->name, b.port, b.entry->protocol)
              : report.at(b.entry->span(), "`{}` publishes {}/{}, which `{}` takes already; use another one",
                          b.service->name, b.port, b.entry->protocol, a.service->name);
      // `${API_IP:-127.0.0.1}:80` beside `${EDGE_IP:-127.0.0.1}:80`: whoever starts both gives each its own.
      if (!same_service && are_told_apart(*a.entry, *b.entry)) finding.confidence(Confidence::possible);
      if (!same_service && are_chosen(stack, a, b, report.project()))
        finding.severity(Severity::medium).confidence(Confidence::possible);
      finding.note(a.entry->span(), "`{}` takes it here", a.service->name);
      break;
    }
  }
}

extern const Rule rule = {
    .code = "SW2353",
    .summary = "Two services on one port of the host",
    .why = "The second of the two cannot start: the port is already allocated.",
    .remedy = "Publish one of them on another port, or on another address of the host.",
    .peers = "dclint:no-duplicate-exported-ports",
    .differs =
        "dclint ignores host addresses and profiles, and takes a port that is only named on the container's side as "
        "published.",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::host_port_clash
