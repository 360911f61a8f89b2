#include "rules/rule.h"

#include <string>

#include "project/model.h"
#include "rules/lib/backups.h"
#include "rules/lib/migrations.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::migrations_in_every_replica {

static void check(const project::Service& service, Report& report) {
  if (!service.definition->replicas || service.definition->replicas.value < 2) return report.skip();
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
    .summary = "Migrations run by every replica",
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
