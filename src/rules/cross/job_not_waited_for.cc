#include "rules/rule.h"

#include <algorithm>
#include <initializer_list>
#include <string>

#include "project/model.h"
#include "rules/lib/backups.h"
#include "rules/lib/migrations.h"
#include "rules/lib/service_kind.h"
#include "rules/lib/swarm.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::job_not_waited_for {

/// A service that brings the database to the newest schema and ends.
static bool is_migration(const project::Project& project, const project::Service& service) {
  if (!runs_once(service)) return false;
  return contains(service.name, "migrat") || !migration_command(command_text(project, service)).empty();
}

/// The folder that a job makes ready for a service, as the service sees it: a volume that both mount, and whose owner,
/// folders or files the job changes before it ends; "" where it does nothing of the kind.
static std::string_view folder_made_ready(const project::Project& project, const project::Service& job,
                                          const project::Service& service) {
  if (!runs_once(job)) return {};
  const std::string text = command_text(project, job);
  if (!std::ranges::any_of(std::initializer_list<std::string_view>{"chown ", "chmod ", "mkdir ", "install -d", "cp "},
                           [&](std::string_view word) { return contains(text, word); }))
    return {};
  for (const compose::Mount& made : job.definition->mounts)
    for (const compose::Mount& mount : service.definition->mounts)
      if (!made.read_only && !made.source_text.empty() && made.source_text == mount.source_text &&
          made.type == mount.type && contains(text, made.target))
        return mount.target;
  return {};
}

/// Whether a service starts only once another one has been started, through whatever stands between.
static bool waits_for(const project::Service& service, const project::Service& wanted, unsigned depth = 0) {
  constexpr unsigned deepest = 8;
  return depth < deepest && std::ranges::any_of(
                                service.definition->depends_on,
                                [&](const compose::Dependency& dependency) {
                                  const project::Service* const other = service.stack->service(dependency.service);
                                  return other != nullptr && (other == &wanted || waits_for(*other, wanted, depth + 1));
                                });
}

/// Whether a command of the repository starts a job by its name, in the order that its author wants.
static bool is_started_by_name(const project::Project& project, const project::Service& job) {
  return std::ranges::any_of(project.compose_commands, [&](const project::ComposeCommand& command) {
    return is_one_of("run up start", command.verb) &&
           std::ranges::find(command.operands, job.name) != command.operands.end();
  });
}

/// Whether two services wait for the same database: what one makes of it the other finds.
static bool share_database(const project::Service& left, const project::Service& right) {
  return std::ranges::any_of(left.definition->depends_on, [&](const compose::Dependency& dependency) {
    const project::Service* const server = left.stack->service(dependency.service);
    return server != nullptr && server->kind == knowledge::ImageKind::database &&
           std::ranges::find(right.definition->depends_on, dependency.service, &compose::Dependency::service) !=
               right.definition->depends_on.end();
  });
}

/// The migrations of the same image, or of the same database, that start beside a service and are not waited for; null
/// where there are none.
static const project::Service* unordered_job(const project::Project& project, const project::Service& service) {
  // What only saves the data takes the tables as they are.
  if (service.dockerfile == nullptr || runs_once(service) || is_backup_service(project, service)) return nullptr;
  // A start script that speaks of migrations runs them as well, or waits until they are done.
  if (contains(command_text(project, service), "migrat")) return nullptr;
  for (const project::Service* const job : service.stack->services) {
    const bool same_image = job->dockerfile == service.dockerfile && job->stage == service.stage;
    // A published program such as Airflow brings up tables of its own, which nobody else reads.
    const bool own_tables = job->image != nullptr && !job->builds;
    if (job == &service || !job->active || !(same_image || (share_database(service, *job) && !own_tables)) ||
        !is_migration(project, *job) || waits_for(service, *job) || waits_for(*job, service))
      continue;
    if (!is_started_by_name(project, *job)) return job;
  }
  return nullptr;
}

static void check(const project::Service& service, Report& report) {
  // Swarm knows no order and no conditions: there a program has to wait by itself.
  if (goes_to_swarm(service)) return report.skip();
  bool asks = false;
  if (const project::Service* const job = unordered_job(report.project(), service); job != nullptr) {
    report
        .at(service.span, "`{}` does not wait for `{}`; depend on it with `service_completed_successfully`",
            service.name, job->name)
        .note(job->span, "`{}` changes the schema and ends", job->name);
    return;
  }
  for (const compose::Dependency& dependency : service.definition->depends_on) {
    const project::Service* const job = service.stack->service(dependency.service);
    if (job == nullptr || !job->active) continue;
    const bool migrates = is_migration(report.project(), *job);
    const std::string_view folder = migrates ? std::string_view() : folder_made_ready(report.project(), *job, service);
    if (!migrates && folder.empty()) continue;
    asks = true;
    if (dependency.implicit || dependency.condition != compose::Condition::service_started) continue;
    Builder finding = report.at(dependency.source != nullptr ? dependency.span() : service.span,
                                "`{}` starts beside `{}`, not after it; wait with `service_completed_successfully`",
                                service.name, job->name);
    if (migrates)
      finding.note(job->span, "`{}` changes the schema and ends", job->name);
    else
      finding.note(job->span, "`{}` makes ready what is mounted at `{}`, and ends", job->name, folder)
          .rung(Rung::start)
          .confidence(Confidence::possible);
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4611",
    .summary = "Service that does not wait for the end of the job before it",
    .why =
        "The program meets a database without its tables, or half changed, or a folder that is not yet its own, and "
        "fails or writes rubbish.",
    .remedy = "`depends_on: {migrate: {condition: service_completed_successfully}}`.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::healthy,
    .category = Category::orchestration,
    .strength = "wait for the end of the jobs before them",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::job_not_waited_for
