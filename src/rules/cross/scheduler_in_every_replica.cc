#include "rules/rule.h"

#include <algorithm>

#include "project/model.h"
#include "rules/lib/backups.h"
#include "rules/lib/words.h"
#include "rules/lib/workers.h"

namespace seaworthy::rules::scheduler_in_every_replica {

/// A program or script that is called after the scheduler that it starts: `/start-beat`, `celerybeat.sh`; and the
/// daemons that run jobs by the clock. "" for another one.
static std::string_view scheduler_named(const project::Service& service) {
  for (const project::CommandInForce* const line : {&service.entrypoint, &service.command})
    for (const std::string_view word : line->words) {
      if (word.starts_with('-') || contains(word, " ")) continue;
      const std::string_view name = base_name(word);
      if (is_one_of("cron crond supercronic ofelia", name)) return name;
      std::string_view stem = before(name, '.');
      if (stem == "celerybeat" || stem == "beat" || stem.ends_with("-beat") || stem.ends_with("_beat")) return name;
    }
  return {};
}

static void check(const project::Service& service, Report& report) {
  std::string_view what = scheduler_in(command_text(report.project(), service));
  const bool by_name = what.empty();
  if (by_name) what = scheduler_named(service);
  if (what.empty()) return report.skip();
  const auto& replicas = service.definition->replicas;
  if (!replicas || replicas.value < 2) return;
  report
      .at(replicas.entry_span(), "Each of the {} containers of `{}` runs its own scheduler ({})", replicas.value,
          service.name, what)
      .confidence(by_name ? Confidence::likely : Confidence::certain)
      .note(service.command.span.valid() ? service.command.span : service.span, "The command");
}

extern const Rule rule = {
    .code = "SW4612",
    .summary = "Scheduler in every replica",
    .why = "Each job is queued once for each container: mails go out and invoices are written several times.",
    .remedy = "Run the scheduler as a service of its own with one replica.",
    .references = "https://docs.celeryq.dev/en/stable/userguide/periodic-tasks.html",
    .severity = Severity::medium,
    .rung = Rung::operate,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::scheduler_in_every_replica
