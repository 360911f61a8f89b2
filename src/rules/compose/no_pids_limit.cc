#include "rules/rule.h"

#include "project/model.h"

namespace seaworthy::rules::no_pids_limit {

static void check(const project::Service& service, Report& report) {
  const auto& limit = service.definition->limits.pids;
  if (limit && limit.value > 0) return;
  report.at(limit ? limit.entry_span() : service.definition->name_span,
            "`{}` may start any number of processes; set `pids_limit` or `deploy.resources.limits.pids`", service.name);
}

extern const Rule rule = {
    .code = "SW2132",
    .summary = "No limit on processes",
    .why = "A fork bomb or a leak of threads in one container takes the process table of the host.",
    .remedy = "Set `pids_limit` (200 is plenty for most services) or `deploy.resources.limits.pids`.",
    .peers = "kics:pids_limit_not_set docker-bench:5.29",
    .differs = "kics looks at files with a `version` below 3 only.",
    .controls = "CIS Docker 1.6:5.29; OWASP Docker:7",
    .severity = Severity::low,
    .rung = Rung::operate,
    .category = Category::orchestration,
    .strength = "limit the number of processes",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::no_pids_limit
