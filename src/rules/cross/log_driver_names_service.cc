#include <algorithm>
#include <string_view>

#include "knowledge/log_drivers.h"
#include "project/model.h"
#include "rules/rule.h"

namespace seaworthy::rules::log_driver_names_service {

/// The host in an address of a log driver: "tcp://logs:24224", "logs:24224", "http://loki:3100/push".
static std::string_view host_of(std::string_view address) {
  if (const std::size_t scheme = address.find("://"); scheme != std::string_view::npos)
    address.remove_prefix(scheme + 3);
  if (const std::size_t at = address.find('@'); at < address.find('/')) address.remove_prefix(at + 1);
  return address.substr(0, address.find_first_of(":/"));
}

static const project::Service* service_called(const project::Stack& stack, std::string_view name) {
  for (const project::Service* const service : stack.services)
    if (service->name == name || service->definition->container_name.value == name) return service;
  return nullptr;
}

static void check(const project::Service& service, Report& report) {
  const compose::Logging& logging = service.definition->logging;
  if (!logging) return report.skip();
  bool asks = false;
  for (const compose::Member& option : logging.options) {
    if (option.value == nullptr ||
        std::ranges::find(knowledge::tables::log_drivers, option.key, &knowledge::LogDriver::address) ==
            knowledge::tables::log_drivers.end())
      continue;
    asks = true;
    const std::string_view host = host_of(option.value->text);
    // The engine of the host itself may be reached by its own name, and an address decides nothing.
    const project::Service* const target = host.empty() ? nullptr : service_called(*service.stack, host);
    if (target == nullptr) continue;
    const bool waits = std::ranges::any_of(logging.options, [](const compose::Member& other) {
      return other.key == "fluentd-async" && other.value != nullptr && other.value->text == "true";
    });
    // Loki's plugin tries again and again; the others keep the container from starting.
    const bool starts = option.key == "loki-url" || waits;
    report
        .at(option.value->span(), "The engine sends the logs of `{}`, and does not know `{}`, a name inside the stack",
            service.name, host)
        .rung(starts ? Rung::connect : Rung::start)
        .note(target->span, "It has this name on the stack's networks alone")
        .advise("Publish its port on 127.0.0.1 and name that address here");
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4153",
    .summary = "Log driver that is to send to a service by its name",
    .why =
        "Logs are sent by the engine, which is in no network of the stack and asks the host's own name server. It "
        "finds "
        "no such host: containers with `fluentd`, `gelf` and `syslog` do not start, and with `loki` every line is "
        "lost.",
    .remedy =
        "Publish the port of the collector on 127.0.0.1 and use that address, or read the engine's own log files.",
    .references = "https://docs.docker.com/engine/logging/drivers/fluentd/ https://github.com/moby/moby/issues/20370",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::monitoring,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::log_driver_names_service
