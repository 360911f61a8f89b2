#include <algorithm>
#include <vector>

#include "project/model.h"
#include "rules/lib/settled.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::kafka_listeners_disagree {

/// `NAME://host:port` or `NAME:PROTOCOL`, taken apart.
struct Listener {
  std::string_view name, rest;
};

static std::vector<Listener> listeners_of(std::string_view text) {
  std::vector<Listener> result;
  while (!text.empty()) {
    std::string_view one = before(text, ',');
    text.remove_prefix(std::min(one.size() + 1, text.size()));
    while (one.starts_with(' ')) one.remove_prefix(1);
    const std::string_view name = before(one, ':');
    if (!name.empty()) result.push_back({name, one.substr(std::min(name.size() + 1, one.size()))});
  }
  return result;
}

static bool has(const std::vector<Listener>& listeners, std::string_view name) {
  return std::ranges::any_of(listeners, [&](const Listener& each) { return equal_ignoring_case(each.name, name); });
}

/// The settings of a broker, by variables of the environment.
struct Settings {
  const compose::EnvironmentEntry* entry = nullptr;
  std::vector<Listener> listeners;
  explicit operator bool() const { return entry != nullptr; }
};

static Settings read(const project::Service& service, std::string_view name, bool& settled) {
  Settings result;
  for (const std::string_view prefix : {"KAFKA_", "KAFKA_CFG_"}) {
    const compose::EnvironmentEntry* const entry =
        service.definition->variable(std::string(prefix) + std::string(name));
    if (entry == nullptr) continue;
    if (!entry->value.has_value() || !is_settled(entry->source) || contains(*entry->value, "$")) {
      settled = false;
      continue;
    }
    result.entry = entry;
    result.listeners = listeners_of(*entry->value);
  }
  return result;
}

/// Without a map a broker that needs no ZooKeeper takes PLAINTEXT for the listeners of its controller, unless another
/// listener is encrypted.
static bool has_protocol_by_itself(const Settings& controller, const Settings& given, std::string_view name) {
  return controller && has(controller.listeners, name) &&
         std::ranges::all_of(given.listeners, [&](const Listener& each) {
           return equal_ignoring_case(each.name, "PLAINTEXT") || has(controller.listeners, each.name);
         });
}

/// A controller whose number is none of those that elect: the program compares both before it starts. True when that is
/// reported.
static bool report_number(const project::Service& service, Report& report) {
  const auto value_of = [&](std::string_view name) -> const compose::EnvironmentEntry* {
    const compose::EnvironmentEntry* const entry = service.definition->variable(name);
    return entry != nullptr && entry->value.has_value() && is_settled(entry->source) && !contains(*entry->value, "$")
               ? entry
               : nullptr;
  };
  const compose::EnvironmentEntry* const roles = value_of("KAFKA_PROCESS_ROLES");
  const compose::EnvironmentEntry* const number = value_of("KAFKA_NODE_ID");
  const compose::EnvironmentEntry* const voters = value_of("KAFKA_CONTROLLER_QUORUM_VOTERS");
  if (roles == nullptr || number == nullptr || voters == nullptr || !contains(*roles->value, "controller"))
    return false;
  for (std::string_view rest = *voters->value; !rest.empty();) {
    const std::string_view one = before(rest, ',');
    rest.remove_prefix(std::min(one.size() + 1, rest.size()));
    if (before(one, '@') == *number->value) return false;
  }
  report
      .at(voters->value_span.valid() ? voters->value_span : voters->span,
          "`{}` is the controller {}, which is none of its voters, so it ends at its start", service.name,
          *number->value)
      .note(number->span, "Here it gets its number");
  return true;
}

static void check(const project::Service& service, Report& report) {
  // Other publishers' images make settings of their own out of some of these variables.
  const bool passes_settings_on =
      service.image != nullptr && !service.builds && knowledge::variable(*service.image, "KAFKA_LISTENERS") != nullptr;
  if (!passes_settings_on) return report.skip();
  if (report_number(service, report)) return;
  bool settled = true;
  const Settings given = read(service, "LISTENERS", settled);
  const Settings advertised = read(service, "ADVERTISED_LISTENERS", settled);
  const Settings protocols = read(service, "LISTENER_SECURITY_PROTOCOL_MAP", settled);
  const Settings broker = read(service, "INTER_BROKER_LISTENER_NAME", settled);
  const Settings controller = read(service, "CONTROLLER_LISTENER_NAMES", settled);
  if (!settled || (!given && !advertised)) return report.skip();
  const std::string_view standard = "PLAINTEXT SSL SASL_PLAINTEXT SASL_SSL";
  for (const Settings* const settings : {&given, &advertised})
    for (const Listener& listener : settings->listeners) {
      if (!protocols && has_protocol_by_itself(controller, given, listener.name)) continue;
      if (protocols ? !has(protocols.listeners, listener.name) : !is_one_of(standard, listener.name)) {
        Builder finding =
            report.at(settings->entry->span, "Kafka knows no protocol for the listener `{}` of `{}`; name it in {}",
                      listener.name, service.name, "`KAFKA_LISTENER_SECURITY_PROTOCOL_MAP`");
        if (protocols) finding.note(protocols.entry->span, "It is not among these");
        return;
      }
    }
  if (given)
    for (const Listener& listener : advertised.listeners)
      if (!has(given.listeners, listener.name)) {
        report
            .at(advertised.entry->span, "`{}` advertises the listener `{}`, on which it does not listen", service.name,
                listener.name)
            .note(given.entry->span, "These are its listeners");
        return;
      }
  if (broker && advertised &&
      !has(advertised.listeners, broker.listeners.empty() ? "" : broker.listeners.front().name)) {
    report
        .at(broker.entry->span, "The listener between brokers of `{}` is `{}`, which it does not advertise",
            service.name, *broker.entry->value)
        .note(advertised.entry->span, "These are advertised");
    return;
  }
  // In one process with the broker, the controller's listener is the program's own.
  if (controller && given && !controller.listeners.empty() &&
      !has(given.listeners, controller.listeners.front().name)) {
    const compose::EnvironmentEntry* const roles = service.definition->variable("KAFKA_PROCESS_ROLES");
    if (roles != nullptr && roles->value.has_value() && contains(*roles->value, "controller"))
      report
          .at(controller.entry->span, "The controller of `{}` listens as `{}`, which is none of its listeners",
              service.name, controller.listeners.front().name)
          .note(given.entry->span, "These are its listeners");
  }
}

extern const Rule rule = {
    .code = "SW4474",
    .summary = "Kafka listeners that do not fit together",
    .why = "The broker checks its listeners before it starts and ends with an error when a name is in one list only.",
    .remedy =
        "Let every name of `KAFKA_ADVERTISED_LISTENERS` be one of `KAFKA_LISTENERS`, with a protocol in "
        "`KAFKA_LISTENER_SECURITY_PROTOCOL_MAP`.",
    .references = "https://kafka.apache.org/documentation/#brokerconfigs_advertised.listeners",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::kafka_listeners_disagree
