#include "rules/rule.h"

#include <algorithm>

#include "project/model.h"
#include "rules/lib/backups.h"
#include "rules/lib/migrations.h"
#include "rules/lib/service_kind.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::job_not_waited_for {

/// A service that brings the database to the newest schema and ends.
static bool is_migration(const project::Project& project, const project::Service& service) {
  if (!runs_once(service)) return false;
  return contains(service.name, "migrat") || !migration_command(command_text(project, service)).empty();
}

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  for (const compose::Dependency& dependency : service.definition->depends_on) {
    const project::Service* const job = service.stack->service(dependency.service);
    if (job == nullptr || !job->active || !is_migration(report.project(), *job)) continue;
    asks = true;
    if (dependency.implicit || dependency.condition != compose::Condition::service_started) continue;
    report
        .at(dependency.source != nullptr ? dependency.span() : service.span,
            "`{}` starts beside `{}`, not after it; wait with `service_completed_successfully`", service.name,
            job->name)
        .note(job->span, "`{}` changes the schema and ends", job->name);
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4611",
    .summary = "Service that does not wait for the end of its migrations",
    .why = "The program meets a database without its tables, or half changed, and fails or writes rubbish.",
    .remedy = "`depends_on: {migrate: {condition: service_completed_successfully}}`.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::healthy,
    .category = Category::orchestration,
    .strength = "wait for the end of their migrations",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::job_not_waited_for
