#include "rules/rule.h"

#include <algorithm>

#include "knowledge/knowledge.h"
#include "project/capability_use.h"
#include "project/model.h"
#include "rules/lib/host_path.h"
#include "rules/lib/service_kind.h"

namespace seaworthy::rules::user_is_root {

/// Whether a mount shows a service what only root may read on the host: logs of all containers, the engine's socket.
static bool reads_files_of_root(const project::Service& service) {
  return std::ranges::any_of(service.definition->mounts, [&](const compose::Mount& mount) {
    return knowledge::sensitive_path(host_path(mount, *service.stack->model).path) != nullptr;
  });
}

static void check(const project::Service& service, Report& report) {
  const compose::Text& user = service.definition->user;
  if (!user) return report.skip();
  const std::string_view name = user.value.substr(0, user.value.find(':'));
  if (name != "root" && name != "0") return;
  if (runs_once(service) && project::start_needs_root(service)) {
    report.at(user.entry_span(), "`{}` runs as root, which its command needs; it ends afterwards", service.name)
        .severity(Severity::info);
    return;
  }
  // A job is gone before anybody takes it over.
  const bool is_short_lived =
      runs_once(service) || service.stack->role == project::Role::test || service.stack->role == project::Role::ci;
  report.at(user.entry_span(), "`{}` is made to run as root; remove `user` or name the image's own user", service.name)
      .severity(is_short_lived                 ? Severity::low
                : reads_files_of_root(service) ? Severity::medium
                                               : Severity::high);
}

extern const Rule rule = {
    .code = "SW2150",
    .summary = "Root asked for",
    .why =
        "A process that is taken over as root owns everything in the container and needs only one kernel or "
        "configuration flaw to own the host.",
    .remedy = "Remove `user` where the image has a user of its own, or set the number of one.",
    .peers = "compose-lint:CL-0018",
    .controls = "NIST 800-190:4.1.2; OWASP Docker:2",
    .severity = Severity::high,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::user_is_root
