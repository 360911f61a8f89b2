#include "rules/rule.h"

#include <algorithm>

#include "project/model.h"
#include "rules/lib/service_kind.h"
#include "rules/lib/swarm.h"
#include "yaml/node.h"

namespace seaworthy::rules::no_restart_policy {

/// Whether it is a tool that somebody calls with `docker compose run`.
static bool is_called(const project::Service& service, const project::Project& project) {
  for (const project::ComposeCommand& command : project.compose_commands)
    if (command.verb == "run" && std::ranges::find(command.operands, service.name) != command.operands.end())
      return true;
  return false;
}

static void check(const project::Service& service, Report& report) {
  const compose::Service& definition = *service.definition;
  if (runs_once(service)) return report.skip();
  using project::Role;
  if (service.stack->role == Role::test || service.stack->role == Role::development || service.stack->role == Role::ci)
    return report.skip();
  // What has neither belongs to a service of another file, which says the rest of it.
  if (!definition.image && !service.builds) return report.skip();
  const compose::Value* const policy =
      definition.deploy != nullptr ? definition.deploy->get("restart_policy") : nullptr;
  if (policy != nullptr) return;
  // Swarm restarts whatever ends unless it is told not to.
  const StartedBy starters = started_by(*service.stack, report.project());
  const bool written_for_swarm = std::ranges::any_of(
      service.stack->services, [](const project::Service* each) { return is_written_for_swarm(*each); });
  if (starters.swarm != nullptr || (written_for_swarm && starters.compose == nullptr) ||
      is_called(service, report.project()))
    return report.skip();
  // `restart: ${RESTART_POLICY}`, which a file that is not here sets.
  const yaml::Node* const written = definition.source->node;
  if (definition.restart ||
      (written != nullptr && written->resolved().is_mapping() && written->resolved().get("restart") != nullptr))
    return;
  report.at(definition.name_span, "`{}` stays down after a crash or a reboot; set `restart: unless-stopped`",
            service.name);
}

extern const Rule rule = {
    .code = "SW2134",
    .summary = "No restart policy",
    .why =
        "The default is not to restart: one crash or one reboot of the host, and the service is gone until "
        "somebody notices.",
    .remedy =
        "Set `restart: unless-stopped` (or `always`) for services that must be up; jobs that end on purpose "
        "keep `no`.",
    .controls = "CIS Docker 1.6:5.15",
    .severity = Severity::medium,
    .rung = Rung::operate,
    .category = Category::orchestration,
    .strength = "restart after a crash or a reboot",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::no_restart_policy
