#include "rules/rule.h"

#include "project/model.h"

namespace seaworthy::rules::overlay_network_unencrypted {

static void check(const project::Stack& stack, Report& report) {
  bool applies = false;
  for (const compose::Network& network : stack.model->networks) {
    if (network.driver.value != "overlay" || network.external.value) continue;
    applies = true;
    const compose::Value* const options = network.source->get("driver_opts");
    const compose::Value* const encrypted = options != nullptr ? options->get("encrypted") : nullptr;
    if (encrypted != nullptr && encrypted->text != "false") continue;
    report.at(network.name_span,
              "The overlay network `{}` carries traffic between hosts in the clear; set `driver_opts.encrypted`",
              network.name);
  }
  if (!applies) report.skip();
}

extern const Rule rule = {
    .code = "SW2155",
    .summary = "Overlay network not encrypted",
    .why = "Traffic between the hosts of a swarm can be read and changed by whoever sits on the network between them.",
    .remedy = "Set `driver_opts: {encrypted: \"true\"}`, or make sure that the hosts share a private network.",
    .peers = "docker-bench:7.3",
    .severity = Severity::medium,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::overlay_network_unencrypted
