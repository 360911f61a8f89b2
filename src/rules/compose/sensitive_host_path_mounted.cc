#include "rules/rule.h"

#include "knowledge/knowledge.h"
#include "project/model.h"

namespace seaworthy::rules::sensitive_host_path_mounted {

static void check(const project::Service& service, Report& report) {
  if (service.definition->mounts.empty()) return report.skip();
  for (const compose::Mount& mount : service.definition->mounts) {
    if (mount.type != compose::MountType::bind || mount.inside_root) continue;
    const knowledge::SensitivePath* const path = knowledge::sensitive_path(mount.host_path);
    // The engine's socket has a rule of its own, in every spelling.
    if (path == nullptr || path->kind == knowledge::SensitivePath::Kind::engine_socket) continue;
    const Severity severity = mount.read_only ? path->read_only : path->severity;
    report
        .at(mount.span(), "`{}` mounts `{}` of the host{}: {}", service.name, mount.host_path,
            mount.read_only ? " read-only" : "", path->why)
        .severity(severity);
  }
}

extern const Rule rule = {
    .code = "SW2121",
    .summary = "Sensitive host path mounted",
    .why =
        "Some folders of the host are as good as the host: system configuration, kernel interfaces, home "
        "folders with keys, the engine's own state.",
    .remedy = "Mount the one file or subfolder that the program reads, read-only, or a named volume.",
    .peers = "kics:volume_has_sensitive_host_directory docker-bench:5.6 compose-lint:CL-0013 compose-lint:CL-0025",
    .differs =
        "kics compares prefixes without a slash boundary, so that it reports /variable for /var, and reads "
        "container paths as host paths; docker-bench lets every subfolder pass.",
    .controls = "CIS Docker 1.6:5.6; NIST 800-190:4.5.5; OWASP Docker:8",
    .severity = Severity::high,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::sensitive_host_path_mounted
