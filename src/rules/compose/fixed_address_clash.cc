#include "rules/rule.h"

#include <vector>

#include "project/model.h"
#include "rules/lib/settled.h"

namespace seaworthy::rules::fixed_address_clash {

static void check(const project::Stack& stack, Report& report) {
  struct Taken {
    std::string_view network, address;
    const project::Service* service;
    const compose::Value* value;
  };
  std::vector<Taken> taken;
  for (const project::Service* service : stack.services) {
    const compose::Service& definition = *service->definition;
    if (!service->active || (definition.replicas && definition.replicas.value == 0)) continue;
    for (const compose::NetworkAttachment& attachment : definition.networks)
      for (const std::string_view key : {"ipv4_address", "ipv6_address"}) {
        const compose::Value* const value = attachment.source != nullptr ? attachment.source->get(key) : nullptr;
        if (value == nullptr || value->text.empty() || !is_settled(value)) continue;
        if (definition.replicas && definition.replicas.value > 1)
          report
              .at(value->span(), "`{}` asks for the address `{}` for each of {} containers; drop the address",
                  service->name, value->text, definition.replicas.value)
              .note(definition.replicas.span(), "Number of containers");
        for (const Taken& other : taken) {
          if (other.network != attachment.name || other.address != value->text) continue;
          report
              .at(value->span(), "`{}` asks for the address `{}`, which `{}` has in the same network", service->name,
                  value->text, other.service->name)
              .note(other.value->span(), "`{}` takes it here", other.service->name);
          break;
        }
        taken.push_back({attachment.name, value->text, service, value});
      }
  }
  if (taken.empty()) report.skip();
}

extern const Rule rule = {
    .code = "SW2358",
    .summary = "One fixed address for two containers",
    .why = "The second container is not created: the address is already in use.",
    .remedy = "Give each its own address, or none: services find each other by name.",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::fixed_address_clash
