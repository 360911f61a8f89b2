#include "rules/rule.h"

#include "project/model.h"

namespace seaworthy::rules::no_cpu_limit {

static void check(const project::Service& service, Report& report) {
  const auto& limit = service.definition->limits.cpus;
  if (limit && limit.value > 0) return;
  report.at(limit ? limit.entry_span() : service.definition->name_span,
            "`{}` may take every core; set `cpus` or `deploy.resources.limits.cpus`", service.name);
}

extern const Rule rule = {
    .code = "SW2131",
    .summary = "No CPU limit",
    .why = "One busy service starves all others on the host, the database and the proxy included.",
    .remedy = "Set `cpus` or `deploy.resources.limits.cpus` to what the service needs at its peak.",
    .peers = "kics:cpus_not_limited docker-bench:5.12 compose-lint:CL-0026",
    .differs = "kics is silent without a `version` key.",
    .controls = "CIS Docker 1.6:5.12; OWASP Docker:7",
    .severity = Severity::low,
    .rung = Rung::operate,
    .category = Category::orchestration,
    .strength = "have a CPU limit",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::no_cpu_limit
