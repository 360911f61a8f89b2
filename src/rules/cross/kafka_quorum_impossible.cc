#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "project/model.h"
#include "project/upstreams.h"
#include "rules/lib/settled.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::kafka_quorum_impossible {

/// A setting of a broker in the variable of its image: `KAFKA_NODE_ID`, of Bitnami `KAFKA_CFG_NODE_ID`. Null when it is
/// not given, or when a machine may give it another value.
static const compose::EnvironmentEntry* setting(const project::Service& service, std::string_view name) {
  for (const std::string_view prefix : {"KAFKA_", "KAFKA_CFG_"}) {
    const compose::EnvironmentEntry* const entry =
        service.definition->variable(std::string(prefix) + std::string(name));
    if (entry != nullptr && entry->value.has_value() && !entry->value->empty() && is_settled(entry->source))
      return entry;
  }
  return nullptr;
}

/// `1@kafka:9093`
struct Voter {
  std::string_view id, host, port;
};

static std::vector<Voter> voters_of(std::string_view text) {
  std::vector<Voter> voters;
  while (!text.empty()) {
    std::string_view each = before(text, ',');
    text.remove_prefix(std::min(each.size() + 1, text.size()));
    while (each.starts_with(' ')) each.remove_prefix(1);
    const std::size_t at = each.find('@'), colon = each.rfind(':');
    if (at == std::string_view::npos || colon == std::string_view::npos || colon < at) return {};
    voters.push_back({each.substr(0, at), each.substr(at + 1, colon - at - 1), each.substr(colon + 1)});
  }
  return voters;
}

/// The port of a listener: of `PLAINTEXT://:9092,CONTROLLER://:9093` and CONTROLLER, "9093"; "" when it has none.
static std::string_view port_of_listener(std::string_view listeners, std::string_view name) {
  while (!listeners.empty()) {
    std::string_view each = before(listeners, ',');
    listeners.remove_prefix(std::min(each.size() + 1, listeners.size()));
    while (each.starts_with(' ')) each.remove_prefix(1);
    const std::size_t scheme = each.find("://");
    if (scheme != std::string_view::npos && each.substr(0, scheme) == name) return each.substr(each.rfind(':') + 1);
  }
  return {};
}

static void check(const project::Service& service, Report& report) {
  const compose::EnvironmentEntry* const roles = setting(service, "PROCESS_ROLES");
  const compose::EnvironmentEntry* const quorum = setting(service, "CONTROLLER_QUORUM_VOTERS");
  if (roles == nullptr || quorum == nullptr || !contains(*roles->value, "controller") || service.builds)
    return report.skip();
  const compose::EnvironmentEntry* const node =
      setting(service, "NODE_ID") != nullptr ? setting(service, "NODE_ID") : setting(service, "BROKER_ID");
  const std::vector<Voter> voters = voters_of(*quorum->value);
  if (node == nullptr || voters.empty()) return report.skip();
  const auto own = std::ranges::find(voters, *node->value, &Voter::id);
  if (own == voters.end()) {
    report
        .at(quorum->span, "`{}` is the controller {} and not among its voters, and Kafka does not start then",
            service.name, *node->value)
        .note(node->span, "Its number is given here");
    return;
  }
  const compose::EnvironmentEntry* const names = setting(service, "CONTROLLER_LISTENER_NAMES");
  const compose::EnvironmentEntry* const listeners = setting(service, "LISTENERS");
  if (names != nullptr && listeners != nullptr) {
    const std::string_view port = port_of_listener(*listeners->value, before(*names->value, ','));
    if (!port.empty() && port != own->port) {
      report
          .at(quorum->span, "The controller of `{}` listens on port {}, and its voters name {}; it waits for itself",
              service.name, port, own->port)
          .note(listeners->span, "Its listeners are given here");
      return;
    }
  }
  const project::Service* const meant = project::service_named(service, own->host);
  if (meant == nullptr || meant == &service) return;
  report
      .at(quorum->span, "The voter {} is `{}` itself, and its address leads to `{}`", own->id, service.name,
          meant->name)
      .note(meant->span, "This is `{}`", meant->name);
}

extern const Rule rule = {
    .code = "SW5607",
    .summary = "Kafka controller that never finds its quorum",
    .why =
        "A controller has to stand in the list of voters with its own number and the address on which it listens: "
        "otherwise it ends at its start, or waits for a leader that nobody can become.",
    .remedy =
        "Write `NODE@SERVICE:PORT` with the number of the node, its service and the port of its controller listener.",
    .references = "https://kafka.apache.org/documentation/#brokerconfigs_controller.quorum.voters",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::kafka_quorum_impossible
