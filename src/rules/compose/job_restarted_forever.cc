#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/service_kind.h"
#include "rules/lib/words.h"
#include "rules/lib/workers.h"

namespace seaworthy::rules::job_restarted_forever {

static void check(const project::Service& service, Report& report) {
  const compose::Dependency* waiting = nullptr;
  const project::Service* waiter = nullptr;
  for (const project::Service* other : service.stack->services) {
    if (!other->active) continue;
    for (const compose::Dependency& dependency : other->definition->depends_on)
      if (dependency.service == service.name &&
          dependency.condition == compose::Condition::service_completed_successfully) {
        waiting = &dependency;
        waiter = other;
      }
  }
  const bool ends = runs_job_alone(service);
  if (waiting == nullptr && !ends && !is_job_image(service)) return report.skip();
  const compose::Text& restart = service.definition->restart;
  if (!restart || !is_one_of("always unless-stopped", restart.value)) return;
  auto finding = report.at(restart.span(), "`{}` ends when its work is done, and `restart: {}` runs it again and again",
                           service.name, restart.value);
  if (waiting != nullptr) {
    finding.note(waiting->span(), "`{}` waits for it to end", waiter->name);
  } else if (ends && service.command.span.valid()) {
    finding.note(service.command.span, "This ends by itself").severity(Severity::medium);
  } else {
    finding.severity(Severity::medium).confidence(Confidence::possible);
  }
  finding.fix(Safety::review, "Restart the job on failure only", restart.source->node->span, "on-failure:5");
}

extern const Rule rule = {
    .code = "SW2367",
    .summary = "Job that is restarted when it is done",
    .why =
        "A migration or set-up job is run again without end, and the services that wait for its success may wait for "
        "ever.",
    .remedy = "Set `restart: on-failure:5`, or \"no\".",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .fixes = Fixes::sometimes,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::job_restarted_forever
