#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::restart_retries_unbounded {

/// `deploy.restart_policy`, which Compose lets win over `restart`.
static void look_at_deploy(const compose::Value& policy, const project::Service& service, Report& report) {
  const compose::Value* const condition = policy.get("condition");
  if (condition == nullptr || condition->text != "on-failure") return report.skip();
  const compose::Value* const attempts = policy.get("max_attempts");
  if (attempts == nullptr) {
    report.at(condition->span(), "`{}` restarts without end when it fails; set `max_attempts`, such as 5",
              service.name);
    return;
  }
  const std::string_view text = attempts->text;
  const bool many = is_number(text) && (text.size() > 1 || text[0] > '5');
  if (many)
    report.at(attempts->span(), "`{}` restarts up to {} times in a row; five tries tell whether it can start",
              service.name, text);
}

static void check(const project::Service& service, Report& report) {
  const compose::Value* const deploy = service.definition->deploy;
  const compose::Value* const policy = deploy != nullptr ? deploy->get("restart_policy") : nullptr;
  if (policy != nullptr) return look_at_deploy(*policy, service, report);
  const compose::Text& restart = service.definition->restart;
  if (!restart || !restart.value.starts_with("on-failure")) return report.skip();
  if (restart.value == "on-failure") {
    report.at(restart.span(),
              "`{}` restarts without end when it fails; give `on-failure` a count, such as `on-failure:5`",
              service.name);
    return;
  }
  std::int64_t count = 0;
  for (const char digit : restart.value.substr(restart.value.find(':') + 1)) {
    if (digit < '0' || digit > '9') return report.skip();
    count = count > 1'000'000 ? count : count * 10 + (digit - '0');
  }
  if (count > 5)
    report
        .at(restart.span(), "`{}` restarts up to {} times in a row; five tries tell whether it can start", service.name,
            count)
        .peers("kics:restart_policy_on_failure_not_set_to_5 docker-bench:5.15");
}

extern const Rule rule = {
    .code = "SW2135",
    .summary = "Restarts after failure without a bound",
    .why = "A service that cannot start burns processor time and fills the log for as long as nobody looks.",
    .remedy = "Use `on-failure:5` for jobs, `unless-stopped` for services with a probe and an alert.",
    .peers = "kics:restart_policy_on_failure_not_set_to_5 docker-bench:5.15",
    .differs = "kics asks for exactly five and lets the bare `on-failure` pass, which has no bound at all.",
    .controls = "CIS Docker 1.6:5.15; OWASP Docker:7",
    .severity = Severity::low,
    .rung = Rung::operate,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::restart_retries_unbounded
