#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "knowledge/program_kinds.h"
#include "project/code_signs.h"
#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/backups.h"
#include "rules/lib/migrations.h"
#include "rules/lib/service_kind.h"
#include "rules/lib/swarm.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::database_not_waited_for {

/// Whether the engine starts it again when the first connection was refused.
static bool is_started_again(const project::Service& service) {
  const std::string_view restart = service.definition->restart.value;
  return !restart.empty() && restart != "no" && restart != "false";
}

/// Whether the command or the start script of a service waits for something.
static bool waits_itself(std::string_view command) {
  return std::ranges::any_of(knowledge::tables::waiting_commands,
                             [&](std::string_view wait) { return contains(command, wait); });
}

/// What code has that makes or changes the tables of a database when the program starts, and tries only once.
constexpr std::string_view made_by_code[] = {"Database.Migrate", ".EnsureCreated(", "metadata.create_all(",
                                             ".AutoMigrate(", "db.create_all("};

/// Whether a service begins with migrations and waits for nothing before.
static bool migrates_at_once(const project::Project& project, const project::Service& service) {
  const std::string command = command_text(project, service);
  if (waits_itself(command)) return false;
  if (!migration_command(command).empty()) return true;
  const project::ReadFolder* const code = project::code_folder(project, service);
  if (code == nullptr) return false;
  const auto has = [&](std::string_view text) { return project::has_text(project, *code, text); };
  // Who tries again says so.
  for (const std::string_view word : {"retry", "Retry", "RETRY", "sleep", "Sleep", "Delay("})
    if (has(word)) return false;
  return std::ranges::any_of(made_by_code, has);
}

/// Whether a service certainly asks a database that its code alone names as soon as it starts: it migrates first, or
/// Spring opens the connections of a data source.
static bool asks_at_start(const project::Project& project, const project::Service& service,
                          const project::Reference& reference) {
  if (reference.kind != project::ReferenceKind::code || !reference.span.valid()) return false;
  const std::string command = command_text(project, service);
  if (waits_itself(command)) return false;
  if (!migration_command(command).empty()) return true;
  const std::string_view path = project.sources[reference.span.file].path();
  const std::string_view name = path.substr(path.rfind('/') + 1);
  return name.starts_with("application") && contains(path, "src/main/resources") && reference.text.starts_with("jdbc:");
}

/// A database that a service lets be started before itself and does not wait for, though it migrates first.
static const compose::Dependency* migrated_too_early(const project::Project& project, const project::Service& service) {
  const compose::Dependency* found = nullptr;
  for (const compose::Dependency& dependency : service.definition->depends_on) {
    // Waiting for anything gives the database time.
    if (dependency.condition != compose::Condition::service_started) return nullptr;
    const project::Service* const other = service.stack->service(dependency.service);
    if (other != nullptr && other->active && other->kind == knowledge::ImageKind::database) found = &dependency;
  }
  return found != nullptr && migrates_at_once(project, service) ? found : nullptr;
}

static void check(const project::Service& service, Report& report) {
  // Swarm knows no order and starts again whatever has ended.
  if (goes_to_swarm(service)) return report.skip();
  bool asks = false;
  for (const project::Reference& reference : project::connections(report.project(), service).references) {
    if (reference.to == nullptr || reference.to == &service || !reference.to->active || reference.of_template) continue;
    using Kind = knowledge::ImageKind;
    if (reference.to->kind != Kind::database && reference.to->kind != Kind::broker) continue;
    if (reference.kind != project::ReferenceKind::environment && reference.kind != project::ReferenceKind::command &&
        !asks_at_start(report.project(), service, reference))
      continue;
    if (is_data_store(service) || service.kind == Kind::admin_ui || service.kind == Kind::monitoring ||
        service.kind == Kind::backup)
      continue;
    asks = true;
    const compose::Dependency* found = nullptr;
    for (const compose::Dependency& dependency : service.definition->depends_on)
      if (dependency.service == reference.to->name) found = &dependency;
    if (found != nullptr && found->condition != compose::Condition::service_started) continue;
    // Waiting for something that waits in turn will do.
    const bool indirect = std::ranges::any_of(service.definition->depends_on, [](const compose::Dependency& other) {
      return other.condition != compose::Condition::service_started;
    });
    if (indirect) continue;
    // Who waits passes in any case; who does not and is started again is left alone.
    if (is_started_again(service)) return report.skip();
    if (waits_itself(command_text(report.project(), service))) return report.skip();
    Builder finding =
        found != nullptr
            ? report.at(found->span().valid() ? found->span() : service.span,
                        "`{}` starts as soon as `{}` is started, not once it answers; wait until it is healthy",
                        service.name, reference.to->name)
            : report.at(reference.span,
                        "`{}` needs `{}` and does not wait for it; add `depends_on` with `service_healthy`",
                        service.name, reference.to->name);
    // A job that ended is not started again, and what it was for is not done.
    if (is_job_image(service)) finding.severity(Severity::medium);
    if (found != nullptr) finding.note(reference.span, "Here `{}` names `{}`", service.name, reference.to->name);
    if (reference.to->probe && reference.to->probe.span.valid())
      finding.note(reference.to->probe.span, "`{}` has a health check to wait for", reference.to->name);
    return;
  }
  if (asks) return;
  const compose::Dependency* const early = migrated_too_early(report.project(), service);
  if (early == nullptr || is_data_store(service) || is_started_again(service)) return report.skip();
  report.at(early->span().valid() ? early->span() : service.span,
            "`{}` migrates as soon as `{}` is started, not once it answers; wait until it is healthy", service.name,
            early->service);
}

extern const Rule rule = {
    .code = "SW4313",
    .summary = "Service that starts without waiting for its database",
    .why =
        "`depends_on` alone waits until the container is started, not until the database answers: the first "
        "connections are refused, and a program that does not try again ends; without `restart` it stays so.",
    .remedy = "Wait with `condition: service_healthy`, and give the database a health check.",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::healthy,
    .category = Category::orchestration,
    .strength = "wait until their database answers",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::database_not_waited_for
