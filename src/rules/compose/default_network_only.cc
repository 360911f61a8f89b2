#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/service_kind.h"

namespace seaworthy::rules::default_network_only {

static void check(const project::Stack& stack, Report& report) {
  const project::Service* exposed = nullptr;
  const project::Service* data = nullptr;
  std::size_t active = 0;
  for (const project::Service* service : stack.services) {
    if (!service->active) continue;
    ++active;
    const auto& networks = service->definition->networks;
    const bool on_default = networks.size() == 1 && networks.front().name == "default";
    if (!on_default) continue;
    if (is_data_store(*service)) {
      data = service;
    } else if (service->published()) {
      exposed = service;
    }
  }
  if (active < 2) return report.skip();
  if (exposed == nullptr || data == nullptr) return;
  report
      .at(data->span, "`{}` shares the default network with the published `{}`; put it on a network of its own",
          data->name, exposed->name)
      .note(exposed->span, "`{}` is reachable from outside", exposed->name);
}

extern const Rule rule = {
    .code = "SW2144",
    .summary = "One network for everything",
    .why = "Whoever takes over the published service talks to the database directly, past the application in between.",
    .remedy =
        "Give the proxy and the application one network, the application and the database another with "
        "`internal: true`.",
    .peers = "docker-bench:5.30 kics-retired:networks_not_set",
    .differs =
        "docker-bench asks whether a container is on docker0, where Compose never puts one; what matters is "
        "who shares the network.",
    .controls = "CIS Docker 1.6:5.30; NIST 800-190:4.3.3; OWASP Docker:5",
    .severity = Severity::low,
    .rung = Rung::resist,
    .category = Category::architecture,
    .strength = "put no data store beside another published service on the default network",
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::default_network_only
