#include "rules/rule.h"

#include <algorithm>

#include "project/model.h"

namespace seaworthy::rules::published_port_on_internal_network {

static void check(const project::Service& service, Report& report) {
  if (service.definition->ports.empty() || service.definition->networks.empty()) return report.skip();
  const compose::Network* internal = nullptr;
  for (const compose::NetworkAttachment& attachment : service.definition->networks) {
    const auto network = std::ranges::find(service.stack->model->networks, attachment.name, &compose::Network::name);
    if (network == service.stack->model->networks.end() || !network->internal.value || network->external.value) return;
    internal = &*network;
  }
  report
      .at(service.definition->ports.front().span(),
          "`{}` publishes a port, but all its networks are internal, so nobody reaches it", service.name)
      .note(internal->internal.entry_span(), "`{}` is internal", internal->name);
}

extern const Rule rule = {
    .code = "SW4341",
    .summary = "Published port of a service that is on internal networks only",
    .why = "An internal network has no way out or in: the engine accepts the mapping, and nobody reaches the port.",
    .remedy = "Attach the service to a network that is not internal, or publish through a proxy.",
    .severity = Severity::high,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::published_port_on_internal_network
