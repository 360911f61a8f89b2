#include "rules/rule.h"

#include <algorithm>
#include <string>
#include <vector>

#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/connect.h"
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

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  std::vector<const project::Service*> told;
  for (const project::Reference& reference : project::connections(report.project(), service).references) {
    if (reference.to == nullptr || reference.to == &service || !reference.to->active || reference.loopback) continue;
    if (!service.definition->network_mode.value.empty() || !reference.to->definition->network_mode.value.empty())
      continue;
    if (is_idle_setting(service, reference)) continue;
    asks = true;
    if (project::share_network(service, *reference.to) || sees_foreign_names(service)) continue;
    if (std::ranges::find(told, reference.to) != told.end()) continue;
    told.push_back(reference.to);
    Builder finding = report.at(reference.span, "`{}` names `{}`, but they share no network ({} and {})", service.name,
                                reference.to->name, networks_of(service), networks_of(*reference.to));
    // Of a program that is not known it is not certain that it reads the file.
    if (service.image == nullptr && reference.file != nullptr) finding.confidence(Confidence::possible);
    finding.note(network_place(service), "`{}` is on these", service.name);
    finding.note(network_place(*reference.to), "`{}` is on these", reference.to->name);
  }
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
