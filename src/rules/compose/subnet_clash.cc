#include "rules/rule.h"

#include <optional>
#include <vector>

#include "project/model.h"
#include "rules/lib/address.h"
#include "rules/lib/settled.h"

namespace seaworthy::rules::subnet_clash {

static void check(const project::Stack& stack, Report& report) {
  struct Pool {
    Address network;
    const compose::Text* subnet;
    std::string_view name;
  };
  std::vector<Pool> pools;
  for (const compose::Network& network : stack.model->networks) {
    if (network.external.value) continue;
    for (const compose::Text& subnet : network.subnets) {
      const std::optional<Address> parsed = parse_network(subnet.value);
      if (!parsed || !is_settled(subnet.source)) continue;
      for (const Pool& other : pools) {
        if (!other.network.contains(*parsed) && !parsed->contains(other.network)) continue;
        report
            .at(subnet.span(), "The subnet `{}` of `{}` overlaps `{}` of `{}`; choose another one", subnet.value,
                network.name, other.subnet->value, other.name)
            .note(other.subnet->span(), "The other subnet");
        break;
      }
      pools.push_back({*parsed, &subnet, network.name});
    }
  }
  if (pools.size() < 2) report.skip();
}

extern const Rule rule = {
    .code = "SW2357",
    .summary = "Subnets of two networks overlap",
    .why = "The engine refuses a network whose addresses overlap those of another one, and the stack does not start.",
    .remedy = "Give each network a subnet of its own, or leave `ipam` away and let the engine choose.",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::subnet_clash
