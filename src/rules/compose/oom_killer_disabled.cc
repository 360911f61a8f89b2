#include "rules/rule.h"

#include "project/model.h"

namespace seaworthy::rules::oom_killer_disabled {

static void check(const project::Service& service, Report& report) {
  const compose::Value* const disabled = service.definition->source->get("oom_kill_disable");
  if (disabled != nullptr && disabled->text == "true") {
    const bool limited = service.definition->limits.memory && service.definition->limits.memory.value > 0;
    report
        .at(disabled->span(), "`{}` is never ended when memory runs out{}", service.name,
            limited ? "; it hangs at its limit instead" : ", and without a limit it takes the host with it")
        .severity(limited ? Severity::low : Severity::high);
    return;
  }
  const compose::Value* const score = service.definition->source->get("oom_score_adj");
  if (score == nullptr) return report.skip();
  if (score->text.starts_with("-1000"))
    report
        .at(score->span(), "`{}` is exempt from being ended when memory runs out; others are ended in its place",
            service.name)
        .severity(Severity::low);
}

extern const Rule rule = {
    .code = "SW2381",
    .summary = "Exempt from the kernel's memory killer",
    .why = "When memory runs out the kernel ends other processes of the host, or nothing goes on at all.",
    .remedy = "Set a memory limit and let the kernel end the process that exceeds it.",
    .references = "https://docs.docker.com/engine/containers/resource_constraints/",
    .severity = Severity::high,
    .rung = Rung::operate,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::oom_killer_disabled
