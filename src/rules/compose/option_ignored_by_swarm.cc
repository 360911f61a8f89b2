#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/swarm.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::option_ignored_by_swarm {

// As `docker stack deploy` sorts them: ignored with a warning, ignored in silence, and refused.
static constexpr std::string_view ignored =
    "build cgroup cgroup_parent container_name depends_on devices domainname external_links ipc links mac_address "
    "network_mode pid privileged profiles restart scale security_opt shm_size userns_mode";
static constexpr std::string_view refused =
    "cpu_quota cpu_shares cpus cpuset extends mem_limit memswap_limit volume_driver volumes_from";

static void check(const project::Service& service, Report& report) {
  const project::ComposeCommand* const swarm = started_by(*service.stack, report.project()).swarm;
  if (swarm == nullptr) return report.skip();
  for (const compose::Member& member : service.definition->source->members) {
    if (member.value == nullptr || member.value->origin == nullptr) continue;
    if (member.key == "build" && service.definition->image) continue;
    const bool is_refused = is_one_of(refused, member.key);
    if (!is_refused && !is_one_of(ignored, member.key)) continue;
    const bool protects = is_one_of("security_opt privileged userns_mode", member.key);
    auto finding = is_refused ? report.at(member.key_span, "`docker stack deploy` refuses `{}` of `{}`; use `deploy`",
                                          member.key, service.name)
                              : report.at(member.key_span, "Swarm ignores `{}` of `{}`", member.key, service.name);
    finding.note(swarm->span, "The stack is deployed to Swarm here")
        .severity(is_refused                          ? Severity::high
                  : protects || member.key == "build" ? Severity::medium
                                                      : Severity::low)
        .rung(is_refused ? Rung::load : Rung::start);
  }
}

extern const Rule rule = {
    .code = "SW2361",
    .summary = "Option that Swarm ignores or refuses",
    .why =
        "`docker stack deploy` reads an older format: what it does not know it leaves out, so that a service runs "
        "without the protection, the order or the device that its file promises.",
    .remedy =
        "Use what Swarm has (`deploy.restart_policy`, `deploy.resources`, `cap_add`), keep the others in a file for "
        "Compose.",
    .references = "https://docs.docker.com/engine/swarm/stack-deploy/",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::option_ignored_by_swarm
