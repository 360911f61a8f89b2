#include "rules/rule.h"

#include "project/model.h"

namespace seaworthy::rules::cgroup_parent_set {

static void check(const project::Service& service, Report& report) {
  const compose::Text& parent = service.definition->cgroup_parent;
  if (!parent) return report.skip();
  report.at(parent.entry_span(), "`{}` is put under the cgroup `{}`; its limits then depend on the host's set-up",
            service.name, parent.value);
}

extern const Rule rule = {
    .code = "SW2124",
    .summary = "Cgroup parent set",
    .why = "The limits of the container are then those of a group that the Compose file does not show.",
    .remedy = "Remove `cgroup_parent` unless the host prepares that group on purpose.",
    .peers = "kics:cgroup_not_default docker-bench:5.25",
    .controls = "CIS Docker 1.6:5.25",
    .severity = Severity::low,
    .rung = Rung::operate,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::cgroup_parent_set
