#include <algorithm>
#include <string>

#include "project/model.h"
#include "rules/lib/backups.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::worker_given_nothing {

/// A worker of a queue: words of its command, and the variable whose value does the work at once instead.
struct Worker {
  std::string_view command, variable, values, title;
};
static constexpr Worker workers[] = {
    {"queue:work", "QUEUE_CONNECTION", "sync null", "the queue"},
    {"queue:listen", "QUEUE_CONNECTION", "sync null", "the queue"},
    {"artisan horizon", "QUEUE_CONNECTION", "sync null database", "Redis"},
    {"queue:work", "QUEUE_DRIVER", "sync null", "the queue"},
    {"messenger:consume", "MESSENGER_TRANSPORT_DSN", "sync:// in-memory://", "the queue"},
    {"celery", "CELERY_TASK_ALWAYS_EAGER", "1 true True TRUE", "the queue"},
    {"celery", "CELERY_ALWAYS_EAGER", "1 true True TRUE", "the queue"},
};

static void check(const project::Stack& stack, Report& report) {
  bool asks = false;
  for (const project::Service* const service : stack.services) {
    if (!service->active) continue;
    const std::string command = command_text(report.project(), *service);
    for (const Worker& worker : workers) {
      if (!contains(command, worker.command)) continue;
      asks = true;
      const compose::EnvironmentEntry* const entry = service->definition->variable(worker.variable);
      if (entry == nullptr || !entry->value.has_value() || !is_one_of(worker.values, *entry->value)) continue;
      report
          .at(entry->span, "`{}={}` leaves `{}` without work: nothing is put into {}", entry->name, *entry->value,
              service->name, worker.title)
          .note(service->span, "The worker");
      break;
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4828",
    .summary = "Worker of a queue into which nothing is put",
    .why = "Jobs run inside the request that asks for them, which is slow and lost with it, while the worker waits.",
    .remedy = "Set the connection to the store that the worker reads.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::architecture,
    .strength = "put their jobs into the queue that the worker reads",
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::worker_given_nothing
