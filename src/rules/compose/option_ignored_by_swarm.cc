#include "rules/rule.h"

#include "compose/stack_file.h"
#include "project/model.h"
#include "rules/lib/swarm.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::option_ignored_by_swarm {

/// Those without which a service is unprotected or does not work.
static constexpr WordList needed = "devices network_mode privileged security_opt userns_mode";

/// What the file gives the service, with what is empty as well: Swarm goes by the names of the attributes.
static const compose::Value& as_given(const project::Service& service) {
  const compose::Value* const root = service.stack->model->normalized;
  const compose::Value* const services = root != nullptr ? root->get("services") : nullptr;
  const compose::Value* const own = services != nullptr ? services->get(service.name) : nullptr;
  return own != nullptr ? *own : *service.definition->source;
}

static void check(const project::Service& service, Report& report) {
  const std::optional<SwarmSign> swarm = swarm_sign(*service.stack, report.project());
  if (!swarm.has_value()) return report.skip();
  for (const compose::Member& member : as_given(service).members) {
    if (member.value == nullptr || member.value->origin == nullptr) continue;
    // Built elsewhere from the same file, then deployed.
    if (member.key == "build" || !compose::is_ignored_by_swarm(member.key)) continue;
    report.at(member.key_span, "Swarm ignores `{}` of `{}`", member.key, service.name)
        .note(swarm->span, "{}", OurWords{swarm->note})
        .severity(is_one_of(needed, member.key) ? Severity::medium : Severity::low);
  }
  for (const compose::NetworkAttachment& network : service.definition->networks)
    if (!network.ipv4_address.empty() || !network.ipv6_address.empty())
      report
          .at(network.source->span(), "Swarm ignores the fixed address of `{}` in `{}`; use its name", service.name,
              network.name)
          .note(swarm->span, "{}", OurWords{swarm->note});
}

extern const Rule rule = {
    .code = "SW2361",
    .summary = "Option that Swarm ignores",
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
