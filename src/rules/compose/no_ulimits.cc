#include "rules/rule.h"

#include "project/model.h"

namespace seaworthy::rules::no_ulimits {

static void check(const project::Service& service, Report& report) {
  if (!service.definition->ulimits.empty()) return;
  report.at(service.definition->name_span,
            "`{}` takes the engine's default `ulimits`; set `nofile` where many connections are open", service.name);
}

extern const Rule rule = {
    .code = "SW2133",
    .summary = "No ulimits",
    .why =
        "The default depends on the engine and the distribution, so the same file behaves differently on "
        "another host.",
    .remedy = "Set `ulimits.nofile` (and `nproc`) to what the program needs.",
    .peers = "docker-bench:5.19",
    .controls = "CIS Docker 1.6:5.19; OWASP Docker:7",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::orchestration,
    .on = false,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::no_ulimits
