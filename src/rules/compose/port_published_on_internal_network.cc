#include "rules/rule.h"

#include "rules/lib/published.h"

namespace seaworthy::rules::port_published_on_internal_network {

static void check(const project::Service& service, Report& report) {
  const compose::Service& definition = *service.definition;
  if (definition.ports.empty() || definition.networks.empty() || !definition.network_mode.value.empty())
    return report.skip();
  const compose::Network* const internal = internal_network_alone(service);
  if (internal == nullptr) return;
  report
      .at(definition.ports.front().span(),
          "`{}` publishes a port, but all its networks are internal, so nobody reaches it; attach another one",
          service.name)
      .note(internal->internal.entry_span(), "`{}` is internal", internal->name);
}

extern const Rule rule = {
    .code = "SW2380",
    .summary = "Port published from an internal network",
    .why = "An internal network has no way in or out of the host: the published port is never served.",
    .remedy = "Attach the service to a network that is not internal as well, or drop `ports`.",
    .references = "https://docs.docker.com/reference/compose-file/networks/#internal",
    .severity = Severity::high,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::port_published_on_internal_network
