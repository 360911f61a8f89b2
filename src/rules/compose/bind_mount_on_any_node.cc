#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/swarm.h"

namespace seaworthy::rules::bind_mount_on_any_node {

static void check(const project::Service& service, Report& report) {
  const std::optional<SwarmSign> swarm = swarm_sign(*service.stack, report.project());
  if (!swarm.has_value() || service.definition->mounts.empty()) return report.skip();
  const compose::Value* const deploy = service.definition->deploy;
  const compose::Value* const placement = deploy != nullptr ? deploy->get("placement") : nullptr;
  if (placement != nullptr && placement->get("constraints") != nullptr) return;
  for (const compose::Mount& mount : service.definition->mounts) {
    if (mount.type != compose::MountType::bind || !mount.inside_root) continue;
    report
        .at(mount.span(),
            "Any node may run `{}`, but `{}` is only where the stack is deployed from; use a config, a secret or a "
            "placement constraint",
            service.name, mount.source_text)
        .note(swarm->span, "{}", OurWords{swarm->note});
  }
}

extern const Rule rule = {
    .code = "SW2388",
    .summary = "File of one node mounted in a service of any node",
    .why =
        "Swarm starts a task on whichever node has room, and a node without the path rejects it: the service works "
        "until "
        "a second node joins or the first one fails.",
    .remedy =
        "Ship files as `configs` and `secrets`, keep data on a volume of a shared driver, or bind the service to the "
        "node "
        "with `deploy.placement.constraints`.",
    .references = "https://docs.docker.com/engine/swarm/services/#give-a-service-access-to-volumes-or-bind-mounts",
    .severity = Severity::medium,
    .confidence = Confidence::possible,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::bind_mount_on_any_node
