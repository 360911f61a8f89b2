#include <algorithm>
#include <string>

#include "knowledge/queue_workers.h"
#include "project/model.h"
#include "rules/lib/backups.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::worker_given_nothing {

static void check(const project::Stack& stack, Report& report) {
  bool asks = false;
  for (const project::Service* const service : stack.services) {
    if (!service->active) continue;
    const std::string command = command_text(report.project(), *service);
    for (const knowledge::QueueWorker& worker : knowledge::tables::queue_workers) {
      if (!contains(command, worker.command)) continue;
      asks = true;
      const compose::EnvironmentEntry* const entry = service->definition->variable(worker.variable);
      if (entry == nullptr || !entry->value.has_value() ||
          std::ranges::find(worker.values, *entry->value) == worker.values.end())
        continue;
      report
          .at(entry->span, "`{}={}` leaves `{}` without work: nothing is put into {}", entry->name, *entry->value,
              service->name, worker.reads)
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
