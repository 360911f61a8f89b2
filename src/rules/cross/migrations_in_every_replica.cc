#include "rules/rule.h"

#include <algorithm>
#include <string>
#include <vector>

#include "project/application.h"
#include "project/model.h"
#include "rules/lib/backups.h"
#include "rules/lib/migrations.h"
#include "rules/lib/unconditional.h"
#include "rules/lib/words.h"
#include "shell/command.h"

namespace seaworthy::rules::migrations_in_every_replica {

/// Whether a service starts once another one is healthy or has ended.
static bool waits_for(const project::Service& service, const project::Service& other) {
  return std::ranges::any_of(service.definition->depends_on, [&](const compose::Dependency& dependency) {
    return dependency.service == other.name && dependency.condition != compose::Condition::service_started;
  });
}

/// The migration that a service runs whenever it starts; "" for none.
static std::string_view migration_at_start(const project::Service& service, const Report& report) {
  for (const shell::Script* const script : {service.startup, service.entrypoint.script, service.command.script}) {
    if (script == nullptr || script->root == nullptr) continue;
    if (const std::string_view found = unconditional_command(*script->root, report, migration_command); !found.empty())
      return found;
  }
  return "";
}

static bool share_code(const project::Project& project, const project::Service& one, const project::Service& other) {
  if (one.stage != nullptr && one.stage == other.stage) return true;
  const project::ReadFolder* const folder = project::code_folder(project, one);
  return folder != nullptr && folder == project::code_folder(project, other);
}

/// Services of one program, each of which migrates in front of whatever it runs, at the same time.
static void check_siblings(const project::Service& service, Report& report) {
  const std::string_view command = migration_at_start(service, report);
  if (command.empty() || migration_takes_lock(command)) return report.skip();
  std::vector<const project::Service*> all;
  for (const project::Service* const other : service.stack->services)
    if (other->active && share_code(report.project(), service, *other) && migration_at_start(*other, report) == command)
      all.push_back(other);
  std::vector<const project::Service*> at_once;
  for (const project::Service* const each : all)
    if (std::ranges::none_of(all, [&](const project::Service* other) { return waits_for(*each, *other); }))
      at_once.push_back(each);
  // The first one tells of all.
  if (at_once.size() < 2 || at_once.front() != &service) return report.skip();
  Builder finding = at_once.size() == 2
                        ? report.at(service.span, "`{}` and `{}` run `{}` at their start, at the same time",
                                    service.name, at_once[1]->name, command)
                        : report.at(service.span, "`{}`, `{}` and {} more run `{}` at their start, at the same time",
                                    service.name, at_once[1]->name, at_once.size() - 2, command);
  if (service.entrypoint_script != nullptr && service.entrypoint_script == at_once[1]->entrypoint_script) {
    finding.note({service.entrypoint_script->source, 0, 0}, "Started by this script, which is the entrypoint of all");
    return;
  }
  for (const project::Service* const each : at_once)
    if (each->command.span.valid()) finding.note(each->command.span, "`{}` runs it here", each->name);
}

static void check(const project::Service& service, Report& report) {
  if (!service.definition->replicas || service.definition->replicas.value < 2) return check_siblings(service, report);
  const std::string text = command_text(report.project(), service);
  const std::string_view command = migration_command(text);
  if (command.empty()) return;
  // Who takes a lock or asks which replica it is has thought of it.
  if (contains(text, "lock") || contains(text, "TASK_SLOT")) return;
  Builder finding = report.at(service.definition->replicas.entry_span(),
                              "Each of the {} containers of `{}` runs `{}` at its start, at the same time",
                              service.definition->replicas.value, service.name, command);
  if (service.entrypoint_script != nullptr)
    finding.note({service.entrypoint_script->source, 0, 0}, "Started by this script");
  else if (service.command.span.valid())
    finding.note(service.command.span, "Started here");
}

extern const Rule rule = {
    .code = "SW4412",
    .summary = "Migrations run by several containers at once",
    .why = "Two migrations at once deadlock, fail half way, or apply a step twice where the tool takes no lock.",
    .remedy =
        "Run migrations in a service of their own that ends, and let the others wait for it with "
        "`service_completed_successfully`.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::migrations_in_every_replica
