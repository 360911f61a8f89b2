#include "rules/rule.h"

#include "project/model.h"

namespace seaworthy::rules::shared_mount_propagation {

static void check(const project::Service& service, Report& report) {
  for (const compose::Mount& mount : service.definition->mounts) {
    if (mount.propagation != "shared" && mount.propagation != "rshared") continue;
    report.at(mount.span(),
              "`{}` shares mounts below `{}` with the host; use `rprivate`, or `rslave` to see the host's",
              service.name, mount.target);
  }
}

extern const Rule rule = {
    .code = "SW2120",
    .summary = "Mounts shared with the host",
    .why = "What the container mounts below that path appears on the host and in every other container that shares it.",
    .remedy = "Use `rprivate`, the default, or `rslave` when the container must see what the host mounts later.",
    .peers = "kics:volume_mounted_in_multiple_containers docker-bench:5.20 compose-lint:CL-0017",
    .differs = "kics reports slave propagation as well, which only brings mounts in, and misses the short syntax.",
    .controls = "CIS Docker 1.6:5.20",
    .severity = Severity::high,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::shared_mount_propagation
