#include "project/model.h"
#include "rules/lib/code_findings.h"
#include "rules/lib/state.h"
#include "rules/rule.h"

namespace seaworthy::rules::sessions_in_memory {

static void check(const project::Service& service, Report& report) {
  if (!has_code(report.project(), service) || is_short_lived(*service.stack)) return report.skip();
  const compose::Service& definition = *service.definition;
  for (const code::Sign* const sign : signs_of(report.project(), service, knowledge::CodeSign::Kind::memory_session)) {
    const bool several = definition.replicas && definition.replicas.value > 1;
    Builder finding =
        several ? report.at(sign->span,
                            "Each of the {} containers of `{}` keeps sessions of its own, so that a login holds in one "
                            "of them; give `session` a `store`",
                            definition.replicas.value, service.name)
                : report.at(sign->span,
                            "`{}` keeps its sessions in memory, so that each restart ends all of them; give `session` "
                            "a `store`",
                            service.name);
    if (several) finding.severity(Severity::high).rung(Rung::connect).note(definition.replicas.span(), "Set here");
    return;
  }
}

extern const Rule rule = {
    .code = "SW4292",
    .summary = "Sessions that are kept in the memory of the program",
    .why =
        "Without a store `express-session` keeps every session in the process, and never lets go of them: a new "
        "release logs everybody out, the memory grows, and with a second container a login holds in one of the two.",
    .remedy = "Give it a store that lives outside, such as `connect-redis` or `connect-mongo`.",
    .references = "https://github.com/expressjs/session#compatible-session-stores",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::sessions_in_memory
