#include "rules/rule.h"

#include <algorithm>
#include <string>
#include <vector>

#include "project/model.h"
#include "rules/lib/backups.h"
#include "rules/lib/migrations.h"
#include "rules/lib/words.h"
#include "shell/command.h"

namespace seaworthy::rules::migrations_in_every_replica {

/// The migration that a script runs whatever it is started for; "" for none, and for one under a condition.
static std::string_view unconditional_migration(const shell::Node& node, const Report& report) {
  if (node.kind == shell::NodeKind::function || node.kind == shell::NodeKind::if_clause ||
      node.kind == shell::NodeKind::case_clause)
    return "";
  if (node.kind == shell::NodeKind::simple) return migration_command(report.text(shell::invocation(node).span()));
  for (const shell::Node* const child : node.children) {
    // Behind `&&` and `||` may stand a test.
    const bool is_tested = node.children.front()->kind == shell::NodeKind::simple &&
                           is_one_of("[ [[ test", shell::invocation(*node.children.front()).program);
    if (child != node.children.front() && is_tested) return "";
    if (const std::string_view found = unconditional_migration(*child, report); !found.empty()) return found;
  }
  return "";
}

/// Tools that take a lock in the database, so that a second one waits.
static bool takes_lock(std::string_view command) {
  return contains(command, "prisma") || contains(command, "rails") || contains(command, "rake") ||
         contains(command, "db:") || contains(command, "flyway") || contains(command, "liquibase") ||
         contains(command, "knex") || contains(command, "golang") || contains(command, "goose");
}

/// Whether a service starts once another one is healthy or has ended.
static bool waits_for(const project::Service& service, const project::Service& other) {
  return std::ranges::any_of(service.definition->depends_on, [&](const compose::Dependency& dependency) {
    return dependency.service == other.name && dependency.condition != compose::Condition::service_started;
  });
}

/// Whether a service starts once another one of its image, with the same start script, has migrated.
static bool comes_later(const project::Service& service) {
  return std::ranges::any_of(service.stack->services, [&](const project::Service* other) {
    return other != &service && other->active && other->entrypoint_script == service.entrypoint_script &&
           waits_for(service, *other);
  });
}

/// Services of one image whose entrypoint migrates in front of whatever they run.
static void check_siblings(const project::Service& service, Report& report) {
  if (service.stage == nullptr || service.startup == nullptr || service.startup->root == nullptr ||
      service.entrypoint_script == nullptr || service.entrypoint.from != project::Provenance::dockerfile ||
      comes_later(service))
    return report.skip();
  std::vector<const project::Service*> others;
  for (const project::Service* const other : service.stack->services) {
    if (other == &service || !other->active || other->stage != service.stage ||
        other->entrypoint_script != service.entrypoint_script ||
        other->entrypoint.from != project::Provenance::dockerfile || comes_later(*other))
      continue;
    // The first one tells of all.
    if (other->span.begin < service.span.begin) return report.skip();
    others.push_back(other);
  }
  if (others.empty()) return report.skip();
  const std::string_view command = unconditional_migration(*service.startup->root, report);
  if (command.empty() || takes_lock(command)) return;
  Builder finding = others.size() == 1
                        ? report.at(service.span, "`{}` and `{}` run `{}` at their start, at the same time",
                                    service.name, others.front()->name, command)
                        : report.at(service.span, "`{}`, `{}` and {} more run `{}` at their start, at the same time",
                                    service.name, others.front()->name, others.size() - 1, command);
  finding.note({service.entrypoint_script->source, 0, 0}, "Started by this script, which is the entrypoint of all");
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
