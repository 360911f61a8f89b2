#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/settled.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::restart_policy_invalid {

static void check(const project::Service& service, Report& report) {
  const compose::Text& restart = service.definition->restart;
  if (!restart || restart.value.empty() || !is_settled(restart.source)) return report.skip();
  const std::string_view policy = before(restart.value, ':');
  if (!is_one_of("no always on-failure unless-stopped", policy)) {
    report.at(restart.span(),
              "`{}` restarts `{}`, which is no policy; one of `no`, `always`, `on-failure:5` or `unless-stopped`",
              service.name, restart.value);
    return;
  }
  if (policy.size() == restart.value.size()) return;
  const std::string_view count = restart.value.substr(policy.size() + 1);
  if (policy != "on-failure") {
    report.at(restart.span(), "`{}` gives `{}` a count, which only `on-failure` takes", service.name, policy);
  } else if (!is_number(count)) {
    report.at(restart.span(), "`{}` restarts `{}`, whose count is no number", service.name, restart.value);
  }
}

extern const Rule rule = {
    .code = "SW2373",
    .summary = "Restart policy that does not exist",
    .why = "The engine refuses to create the container.",
    .remedy = "Use `no` (in quotes), `always`, `unless-stopped` or `on-failure` with an optional count.",
    .references = "https://docs.docker.com/reference/compose-file/services/#restart",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::restart_policy_invalid
