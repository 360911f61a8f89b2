#include "rules/rule.h"

#include <algorithm>
#include <string>
#include <vector>

#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/service_kind.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::neighbour_on_other_network {

static std::string networks_of(const project::Service& service) {
  std::string text;
  for (const compose::NetworkAttachment& network : service.definition->networks) {
    if (!text.empty()) text += ", ";
    text += network.name;
  }
  return text;
}

static Span network_place(const project::Service& service) {
  for (const compose::NetworkAttachment& network : service.definition->networks)
    if (network.source != nullptr && network.source->span().valid()) return network.source->span();
  return service.span;
}

/// Whether a file that it is laid over may attach one of them to a network of the other.
static bool may_meet(const project::Service& service, const project::Service& other) {
  return project::share_network(service, other) || service.is_fragment() || other.is_fragment();
}

/// Whether it reaches published ports over the host instead of a network.
static bool goes_through_host(const project::Service& service) {
  return std::ranges::any_of(service.definition->extra_hosts,
                             [](const compose::Text& host) { return contains(host.value, "host-gateway"); }) ||
         std::ranges::any_of(service.definition->environment, [](const compose::EnvironmentEntry& entry) {
           return entry.value.has_value() && contains(*entry.value, "host.docker.internal");
         });
}

/// Services that it waits for and shares no network with: who waits for a store talks to it. `told` are those that an
/// address was found for. True when there was anything to look at.
static bool waits_apart(const project::Service& service, const std::vector<const project::Service*>& told,
                        Report& report) {
  bool asks = false;
  // Who gets certificates waits for the proxy and writes files for it.
  if (!service.definition->network_mode.value.empty() || sees_foreign_names(service) ||
      service.kind == knowledge::ImageKind::certificates || goes_through_host(service))
    return false;
  // A proxy that waits for a store wants what stands behind it to be there.
  const bool is_proxy = service.kind == knowledge::ImageKind::proxy;
  for (const compose::Dependency& dependency : service.definition->depends_on) {
    const project::Service* const other = service.stack->service(dependency.service);
    if (other == nullptr || !other->active || !other->definition->network_mode.value.empty() || runs_once(*other) ||
        dependency.condition == compose::Condition::service_completed_successfully)
      continue;
    asks = true;
    if (is_proxy && is_data_store(*other)) continue;
    if (may_meet(service, *other) || std::ranges::find(told, other) != told.end()) continue;
    // Who waits for anything else may want no more than the order.
    const bool is_store = is_data_store(*other);
    report
        .at(dependency.span().valid() ? dependency.span() : service.span,
            "`{}` waits for `{}`, but they share no network ({} and {})", service.name, other->name,
            networks_of(service), networks_of(*other))
        .severity(is_store ? Severity::high : Severity::low)
        .confidence(is_store ? Confidence::likely : Confidence::possible)
        .note(network_place(*other), "`{}` is on these", other->name);
  }
  return asks;
}

/// Whether a service that the address does reach takes it from the same line, as from a block of settings for several.
static bool is_for_another(const project::Service& service, const project::Reference& reference, Report& report) {
  for (const project::Service* const other : service.stack->services) {
    if (other == &service || !other->active || !project::share_network(*other, *reference.to)) continue;
    for (const project::Reference& theirs : project::connections(report.project(), *other).references)
      if (theirs.to == reference.to && theirs.span.begin == reference.span.begin &&
          theirs.span.file == reference.span.file)
        return true;
  }
  return false;
}

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  std::vector<const project::Service*> told;
  for (const project::Reference& reference : project::connections(report.project(), service).references) {
    if (reference.to == nullptr || reference.to == &service || !reference.to->active || reference.loopback) continue;
    if (!service.definition->network_mode.value.empty() || !reference.to->definition->network_mode.value.empty())
      continue;
    if (is_idle_setting(service, reference)) continue;
    asks = true;
    if (may_meet(service, *reference.to) || sees_foreign_names(service)) continue;
    if (std::ranges::find(told, reference.to) != told.end()) continue;
    told.push_back(reference.to);
    Builder finding = report.at(reference.span, "`{}` names `{}`, but they share no network ({} and {})", service.name,
                                reference.to->name, networks_of(service), networks_of(*reference.to));
    // Of a program that is not known it is not certain that it reads the file.
    if (is_for_another(service, reference, report))
      finding.confidence(Confidence::possible).severity(Severity::low);
    else if (service.image == nullptr && reference.file != nullptr)
      finding.confidence(Confidence::possible);
    else if (reference.kind == project::ReferenceKind::configuration || reference.kind == project::ReferenceKind::code)
      finding.confidence(Confidence::likely);
    else if (reference.of_template)
      finding.confidence(Confidence::possible);
    finding.note(network_place(service), "`{}` is on these", service.name);
    finding.note(network_place(*reference.to), "`{}` is on these", reference.to->name);
  }
  asks = waits_apart(service, told, report) || asks;
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4338",
    .summary = "Service named by another with which it shares no network",
    .why = "Names resolve inside a common network only: the connection fails with an unknown host.",
    .remedy = "Attach both services to one network.",
    .severity = Severity::high,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "share a network with what they name",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::neighbour_on_other_network
