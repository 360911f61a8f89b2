#include "rules/rule.h"

#include "project/model.h"

namespace seaworthy::rules::host_cgroup_namespace {

static void check(const project::Service& service, Report& report) {
  const compose::Text& cgroup = service.definition->cgroup;
  if (cgroup.value != "host") return;
  report.at(cgroup.entry_span(), "`{}` sees the control groups of the whole host; remove `cgroup: host`", service.name);
}

extern const Rule rule = {
    .code = "SW2379",
    .summary = "Control groups of the host",
    .why = "The container sees how all others are named and limited, and with a writable mount it changes that.",
    .remedy = "Remove the key; an agent that measures containers gets `/sys/fs/cgroup` read-only.",
    .controls = "CIS Docker 1.6:5.25; NIST 800-190:4.4.3",
    .severity = Severity::low,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::host_cgroup_namespace
