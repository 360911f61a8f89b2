#include "rules/rule.h"

#include "project/model.h"

namespace seaworthy::rules::host_user_namespace {

static void check(const project::Service& service, Report& report) {
  const compose::Text& mode = service.definition->userns_mode;
  if (mode.value != "host") return;
  report.at(mode.entry_span(), "`{}` leaves the engine's user namespace remapping; remove `userns_mode`", service.name);
}

extern const Rule rule = {
    .code = "SW2114",
    .summary = "User namespace remapping switched off",
    .why = "Where the engine remaps users, this container alone runs as the real root of the host.",
    .remedy = "Remove `userns_mode: host`; give the program the one capability or file ownership that it lacks.",
    .peers = "kics:shared_host_user_namespace docker-bench:5.31",
    .controls = "CIS Docker 1.6:5.31; NIST 800-190:4.4.3",
    .severity = Severity::high,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::host_user_namespace
