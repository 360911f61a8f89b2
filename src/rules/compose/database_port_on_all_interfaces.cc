#include "rules/lib/service_kind.h"
#include "rules/rule.h"

#include <algorithm>
#include <string>
#include <vector>

#include "knowledge/knowledge.h"
#include "project/model.h"
#include "rules/lib/credentials.h"
#include "rules/lib/database_server.h"
#include "rules/lib/port_edit.h"
#include "rules/lib/published.h"
#include "rules/lib/swarm.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::database_port_on_all_interfaces {

struct Listener {
  std::string_view title;
  bool is_guess = false;     ///< Only the number speaks for it.
  bool for_devices = false;  ///< A port to which devices come from outside, as MQTT is made for.
  bool is_doubtful = false;  ///< The image is known, and it is no data store.
};

/// Who answers behind the port: what the image row says, else what usually listens there.
static Listener internal_listener(const project::Service& service, const compose::Port& port) {
  using Kind = knowledge::ImageKind;
  const std::uint16_t number = port_number(port.target);
  if (service.image != nullptr && !service.builds && is_data_store(service)) {
    const auto row = std::ranges::find(service.image->ports, number, &knowledge::ImagePort::port);
    const std::string_view purpose = row != service.image->ports.end() ? row->purpose : std::string_view();
    // With TLS it is meant for the outside, and a cache for pages is what visitors ask.
    if (purpose == "mqtts" || (service.kind == Kind::cache && purpose == "http")) return {};
    return {.title = service.image->title, .for_devices = purpose == "mqtt"};
  }
  const knowledge::WellKnownPort* const known = knowledge::well_known_port(number);
  // In a range, such as that of a relay or of passive FTP, a number says nothing.
  if (is_of_range(*service.definition, port)) return {};
  if (known == nullptr || !known->internal) return {};
  if (may_be_own_port(service, number)) return {};
  switch (known->kind) {
    case Kind::database:
    case Kind::cache:
    case Kind::broker:
    case Kind::search:
      return {known->title, true, number == 1883, service.image != nullptr && !service.builds};
    default:
      return {};
  }
}

/// Whether a setting says that the Java machine is managed through the port: `KAFKA_JMX_PORT: 9999`.
static bool is_for_management(const project::Service& service, std::string_view port) {
  return std::ranges::any_of(service.definition->environment, [&](const compose::EnvironmentEntry& entry) {
    return contains(entry.name, "JMX") && entry.value.has_value() && contains(*entry.value, port);
  });
}

/// Whether a setting or an option calls the port that of metrics: `METRICS_PORT: 9092`, `--metrics-port=9092`.
static bool is_for_metrics(const project::Service& service, std::string_view port) {
  const auto speaks = [&](std::string_view name, std::string_view value) {
    return (contains(name, "METRICS") || contains(name, "metrics")) && contains(value, port);
  };
  if (std::ranges::any_of(service.definition->environment, [&](const compose::EnvironmentEntry& entry) {
        return entry.value.has_value() && speaks(entry.name, *entry.value);
      }))
    return true;
  const std::vector<std::string_view>& words = service.command.words;
  for (std::size_t at = 0; at < words.size(); ++at)
    if (speaks(words[at], words[at]) || (at + 1 < words.size() && words[at].starts_with("--") &&
                                         !contains(words[at], "=") && speaks(words[at], words[at + 1])))
      return true;
  return false;
}

static bool is_open_cache(const project::Service& service, const project::Project& project) {
  return !service.builds && is_server_of(service, "redis") && asks_for_no_password(project, service);
}

static void check(const project::Service& service, Report& report) {
  std::vector<const compose::Port*> open;
  Listener listener;
  bool applies = false;
  for (const compose::Port& port : service.definition->ports) {
    const Listener behind = is_for_management(service, port.target) ? Listener{"management of its Java machine (JMX)"}
                                                                    : internal_listener(service, port);
    if (behind.title.empty() || (behind.is_guess && is_for_metrics(service, port.target))) continue;
    applies = true;
    if (!port.on_all_interfaces()) continue;
    if (open.empty()) listener = behind;
    open.push_back(&port);
  }
  if (!applies) return report.skip();
  if (open.empty()) return;
  if (listener.for_devices && open.size() == 1) {
    report
        .at(open.front()->span(),
            "`{}` offers {} on every interface in the clear; give devices its port with TLS, or bind it to 127.0.0.1",
            service.name, listener.title)
        .confidence(Confidence::likely)
        .severity(Severity::medium);
    return;
  }
  const bool development = service.stack->role == project::Role::development ||
                           service.stack->role == project::Role::test || service.stack->role == project::Role::ci ||
                           service.stack->role == project::Role::example;
  const std::string offers =
      listener.is_guess
          ? "publishes " + std::string(open.front()->target) + ", the port of " + std::string(listener.title) + ","
          : "offers " + std::string(listener.title) +
                (is_open_cache(service, report.project()) ? ", which asks nobody for a password," : "");
  // Swarm knows no addresses of ports.
  const bool for_swarm = goes_to_swarm(service);
  const std::string_view where = for_swarm ? "every node of the Swarm; " : "every interface; publish on 127.0.0.1 or ";
  auto finding = open.size() == 1
                     ? report.at(open.front()->span(), "`{}` {} on {}drop the port", service.name, offers, where)
                     : report.at(open.front()->span(), "`{}` {} and {} more of its ports on {}drop them", service.name,
                                 offers, open.size() - 1, where);
  if (listener.is_guess) finding.confidence(Confidence::likely);
  finding.severity(development ? Severity::medium : Severity::high);
  // A proxy may lead to a data store there, and another program may use the number for something else.
  if (listener.is_doubtful) finding.confidence(Confidence::possible).severity(Severity::medium);
  for (const compose::Port* const port : open) {
    if (port != open.front()) finding.note(port->span(), "This port is open as well");
    if (for_swarm) continue;
    const auto edit = bind_to_loopback(*port, report.project().sources);
    if (!edit) return;
    if (port == open.front())
      finding.fix(Safety::review, "Publish on loopback only", edit->at, edit->text);
    else
      finding.and_edit(edit->at, edit->text);
  }
}

extern const Rule rule = {
    .code = "SW2140",
    .summary = "Database port published on every interface",
    .why =
        "Docker writes its own firewall rules in front of the host's, so a published port is reachable from "
        "outside even where ufw or firewalld says no. Open databases are found by scanners within hours.",
    .remedy =
        "Drop `ports`: services of the stack reach the database by its name. Where a tool on the host needs "
        "it, publish on 127.0.0.1.",
    .peers =
        "dclint:no-unbound-port-interfaces kics:container_traffic_not_bound_to_host_interface "
        "docker-bench:5.14 docker-bench:5.9 compose-lint:CL-0005",
    .differs =
        "Peers report every port alike; a database is worse than a web server, and a port that only the "
        "container side names stays with the general rule.",
    .controls = "CIS Docker 1.6:5.14; CIS Docker 1.6:5.9; OWASP Docker:5",
    .severity = Severity::high,
    .rung = Rung::connect,
    .category = Category::security,
    .fixes = Fixes::sometimes,
    .strength = "keep database ports off the open network",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::database_port_on_all_interfaces
