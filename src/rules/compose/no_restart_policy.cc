#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/service_kind.h"

namespace seaworthy::rules::no_restart_policy {

static void check(const project::Service& service, Report& report) {
  const compose::Service& definition = *service.definition;
  if (runs_once(service)) return report.skip();
  if (service.stack->role == project::Role::test || service.stack->role == project::Role::development)
    return report.skip();
  const compose::Value* const policy =
      definition.deploy != nullptr ? definition.deploy->get("restart_policy") : nullptr;
  if (policy != nullptr) return;
  if (definition.restart) return;
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
