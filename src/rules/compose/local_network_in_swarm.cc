#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/swarm.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::local_network_in_swarm {

static void check(const project::Stack& stack, Report& report) {
  const project::ComposeCommand* const swarm = started_by(stack, report.project()).swarm;
  if (swarm == nullptr) return report.skip();
  for (const compose::Network& network : stack.model->networks) {
    if (network.external.value || !is_one_of("bridge macvlan ipvlan", network.driver.value)) continue;
    for (const project::Service* service : stack.services) {
      bool joins = false;
      for (const compose::NetworkAttachment& attachment : service->definition->networks)
        joins = joins || attachment.name == network.name;
      if (!joins) continue;
      report
          .at(network.driver.entry_span(),
              "`{}` cannot join `{}` in Swarm: a network of driver `{}` belongs to one node; use `overlay`",
              service->name, network.name, network.driver.value)
          .note(swarm->span, "The stack is deployed to Swarm here");
      break;
    }
  }
}

extern const Rule rule = {
    .code = "SW2387",
    .summary = "Network of one node in a Swarm stack",
    .why =
        "Swarm's services only join networks of the swarm's scope; the engine refuses to make a service on a local "
        "one, "
        "and the deployment stops half way.",
    .remedy = "Drop `driver`, since `overlay` is what Swarm uses by itself.",
    .references = "https://docs.docker.com/engine/swarm/networking/",
    .severity = Severity::high,
    .confidence = Confidence::certain,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::local_network_in_swarm
