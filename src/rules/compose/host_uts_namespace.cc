#include "rules/rule.h"

#include "project/model.h"

namespace seaworthy::rules::host_uts_namespace {

static void check(const project::Service& service, Report& report) {
  const compose::Text& mode = service.definition->uts;
  if (mode.value != "host") return;
  report.at(mode.entry_span(), "`{}` shares the host name of the host; remove `uts` and set `hostname` instead",
            service.name);
}

extern const Rule rule = {
    .code = "SW2113",
    .summary = "Host UTS namespace",
    .why =
        "The container can change the host name and domain name of the host, which names it in logs and "
        "certificates.",
    .remedy = "Remove `uts: host` and set `hostname` where the program needs one.",
    .peers = "docker-bench:5.21",
    .controls = "CIS Docker 1.6:5.21; NIST 800-190:4.4.3",
    .severity = Severity::medium,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::host_uts_namespace
