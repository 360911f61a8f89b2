#include "rules/rule.h"

#include <algorithm>

#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::broker_advertises_loopback {

static bool is_loopback(std::string_view host) { return host == "localhost" || host.starts_with("127."); }

static void judge(const project::Service& broker, std::string_view text, Span span, Report& report, bool& asks) {
  const std::vector<project::Address> advertised = project::addresses_in(text, true);
  if (advertised.empty()) return;
  for (const project::Service* const client : broker.stack->services) {
    if (client == &broker || !client->active) continue;
    for (const project::Reference& reference : project::connections(report.project(), *client).references) {
      if (reference.to != &broker || reference.port == 0) continue;
      // Who asks it for metrics is no client, and gets no answer there at all.
      if (source_of(reference.kind) == AddressSource::scrape) continue;
      // Brokers that vote ask a listener of the controllers, which is advertised to nobody.
      if (reference.variable.ends_with("QUORUM_VOTERS")) continue;
      // Only what asks the broker itself: its port for metrics is none of the listeners.
      const auto same = std::ranges::find(advertised, reference.port, &project::Address::port);
      if (same == advertised.end()) continue;
      asks = true;
      if (!is_loopback(same->host)) continue;
      report
          .at(span, "`{}` tells its clients to come back to `{}:{}`, which for `{}` is its own container", broker.name,
              same->host, same->port, client->name)
          .note(reference.span, "`{}` asks it here", client->name);
      return;
    }
  }
}

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  for (const compose::EnvironmentEntry& entry : service.definition->environment)
    if (entry.name.ends_with("ADVERTISED_LISTENERS") && entry.value.has_value())
      judge(service, *entry.value, entry.value_span.valid() ? entry.value_span : entry.span, report, asks);
  const std::vector<std::string_view>& words = service.command.words;
  for (std::size_t index = 0; index < words.size(); ++index) {
    if (!words[index].starts_with("--advertise-kafka-addr")) continue;
    const std::size_t equals = words[index].find('=');
    const std::string_view value = equals != std::string_view::npos ? words[index].substr(equals + 1)
                                   : index + 1 < words.size()       ? words[index + 1]
                                                                    : std::string_view();
    judge(service, value, service.command.span, report, asks);
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4582",
    .summary = "Broker that sends its clients to their own loopback",
    .why =
        "A client of Kafka asks the broker for its address and connects to that one: inside another container "
        "`localhost` is that container, and every connection after the first is refused.",
    .remedy =
        "Advertise the service's name to containers, and a second listener with `localhost` on another port to the "
        "host.",
    .references = "https://kafka.apache.org/documentation/#brokerconfigs_advertised.listeners",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "advertise an address that their clients reach",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::broker_advertises_loopback
