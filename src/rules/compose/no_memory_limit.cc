#include "rules/rule.h"

#include "project/model.h"

namespace seaworthy::rules::no_memory_limit {

static void check(const project::Service& service, Report& report) {
  const auto& limit = service.definition->limits.memory;
  if (limit && limit.value > 0) return;
  report.at(limit ? limit.entry_span() : service.definition->name_span,
            "`{}` may take all memory of the host; set `mem_limit` or `deploy.resources.limits.memory`", service.name);
}

extern const Rule rule = {
    .code = "SW2130",
    .summary = "No memory limit",
    .why =
        "A leak in one service takes the host's memory, and the kernel then ends whichever process it likes, the "
        "database "
        "as soon as the culprit.",
    .remedy =
        "Set `mem_limit` or `deploy.resources.limits.memory` to what the service needs at its peak, with a margin.",
    .peers = "kics:memory_not_limited docker-bench:5.11 compose-lint:CL-0026",
    .differs = "kics is silent without a `version` key.",
    .controls = "CIS Docker 1.6:5.11; OWASP Docker:7",
    .severity = Severity::medium,
    .rung = Rung::operate,
    .category = Category::orchestration,
    .strength = "have a memory limit",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::no_memory_limit
