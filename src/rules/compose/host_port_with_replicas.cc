#include "rules/rule.h"

#include <algorithm>

#include "project/model.h"
#include "rules/lib/port_edit.h"
#include "rules/lib/settled.h"
#include "rules/lib/swarm.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::host_port_with_replicas {

static void check(const project::Service& service, Report& report) {
  const compose::Service& definition = *service.definition;
  if (!definition.replicas || definition.replicas.value < 2 || !is_settled(definition.replicas.source))
    return report.skip();
  // In a swarm one port of the routing mesh leads to all of them.
  const bool named_for_swarm = std::ranges::any_of(
      service.stack->files, [](const project::File* file) { return contains(base_name(file->path), "swarm"); });
  const bool written_for_swarm = std::ranges::any_of(
      service.stack->services, [](const project::Service* each) { return is_written_for_swarm(*each); });
  const StartedBy starters = started_by(*service.stack, report.project());
  if (named_for_swarm || (written_for_swarm && starters.compose == nullptr) || starters.swarm != nullptr)
    return report.skip();
  for (const compose::Port& port : definition.ports) {
    if (port.published.empty() || !is_settled(port.source)) continue;
    std::int64_t room = 1;
    if (const std::size_t dash = port.published.find('-'); dash != std::string_view::npos)
      room = port_number(port.published.substr(dash + 1)) - port_number(port.published) + 1;
    if (room >= definition.replicas.value) continue;
    report
        .at(port.span(), "{} containers of `{}` cannot share port {} of the host; put a proxy in front and drop it",
            definition.replicas.value, service.name, port.published)
        .note(definition.replicas.span(), "Number of containers");
    return;
  }
}

extern const Rule rule = {
    .code = "SW2370",
    .summary = "Several containers on one port of the host",
    .why = "The first container takes the port; every further one fails to start: the port is already allocated.",
    .remedy = "Publish the port of a proxy in front of the service, or a range with room for all.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::host_port_with_replicas
