#include <algorithm>

#include "project/model.h"
#include "rules/lib/state.h"
#include "rules/lib/swarm.h"
#include "rules/rule.h"

namespace seaworthy::rules::volume_on_any_node {

/// Whether the placement of a service leaves one node: it asks for a host, or for a label of the deployer's own.
static bool is_bound_to_node(const project::Service& service) {
  const compose::Value* const deploy = service.definition->deploy;
  const compose::Value* const placement = deploy != nullptr ? deploy->get("placement") : nullptr;
  const compose::Value* const constraints = placement != nullptr ? placement->get("constraints") : nullptr;
  return constraints != nullptr && std::ranges::any_of(constraints->items, [](const compose::Value* item) {
           return item->text.find("node.role") == std::string_view::npos &&
                  item->text.find("node.platform") == std::string_view::npos;
         });
}

static void check(const project::Service& service, Report& report) {
  const std::optional<SwarmSign> swarm = swarm_sign(*service.stack, report.project());
  if (!swarm.has_value() || !keeps_state(service)) return report.skip();
  if (is_bound_to_node(service)) return;
  for (const StatePlace& place : state_places(service)) {
    const compose::Volume* const volume = place.mount != nullptr ? volume_of(service, *place.mount) : nullptr;
    // A driver or its options may reach the same disk from every node.
    if (place.keeper != Keeper::volume || volume == nullptr || volume->external.value || volume->driver ||
        !volume->driver_options.empty())
      continue;
    report
        .at(place.mount->span(),
            "`{}` may move to another node, and the data in `{}` stays on the one before; bind it to a node by its "
            "name "
            "or a label",
            service.name, volume->name)
        .note(swarm->span, "{}", OurWords{swarm->note});
    return;
  }
}

extern const Rule rule = {
    .code = "SW4953",
    .summary = "Data on a volume of whichever node runs the service",
    .why =
        "A local volume exists on one node. Where Swarm starts the service on another one it makes an empty volume of "
        "the same name there: the database looks new, and writes go two ways.",
    .remedy =
        "Constrain the service to one node (`node.hostname == ...` or a label), or keep the data on a driver that all "
        "nodes reach.",
    .references = "https://docs.docker.com/engine/swarm/services/#give-a-service-access-to-volumes-or-bind-mounts",
    .severity = Severity::medium,
    .confidence = Confidence::possible,
    .rung = Rung::keep,
    .category = Category::orchestration,
    .strength = "keep data of Swarm services on a node or driver of its own",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::volume_on_any_node
