#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::sysctl_not_namespaced {

// Kernel settings that each IPC or UTS namespace has for itself; those below net. and fs.mqueue. are too.
static constexpr WordList own =
    "kernel.msgmax kernel.msgmnb kernel.msgmni kernel.sem kernel.shmall kernel.shmmax kernel.shmmni "
    "kernel.shm_rmid_forced kernel.domainname";

static void check(const project::Service& service, Report& report) {
  const compose::Service& definition = *service.definition;
  if (definition.sysctls.empty()) return report.skip();
  for (const compose::Member& sysctl : definition.sysctls) {
    const Span place = sysctl.key_span.valid()   ? sysctl.key_span
                       : sysctl.value != nullptr ? sysctl.value->span()
                                                 : service.definition->name_span;
    if (sysctl.key.starts_with("net.")) {
      if (definition.network_mode.value != "host") continue;
      report
          .at(place, "`{}` sets `{}` on the host's network, which the engine refuses; set it on the host", service.name,
              sysctl.key)
          .note(definition.network_mode.span(), "The host's network is chosen here");
      continue;
    }
    if (sysctl.key.starts_with("fs.mqueue.") || is_one_of(own, sysctl.key)) continue;
    report.at(place, "`{}` sets `{}`, which containers do not have for themselves; set it on the host", service.name,
              sysctl.key);
  }
}

extern const Rule rule = {
    .code = "SW2376",
    .summary = "Kernel setting that a container cannot have",
    .why = "The setting belongs to the whole host: the engine refuses to start the container with it.",
    .remedy = "Set it on the host, in a file of `/etc/sysctl.d`, and say so in the README.",
    .references = "https://docs.docker.com/reference/cli/docker/container/run/#sysctl",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::sysctl_not_namespaced
