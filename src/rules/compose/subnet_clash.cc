#include "rules/rule.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "project/model.h"
#include "rules/lib/address.h"
#include "rules/lib/settled.h"

namespace seaworthy::rules::subnet_clash {

/// The subnet of a network that a stack makes.
struct Pool {
  Address network;
  const compose::Text* subnet;
  std::string_view name;
};

static bool overlap(const Address& left, const Address& right) { return left.contains(right) || right.contains(left); }

/// Whether two stacks have a file in common: then they are ways to start one deployment.
static bool share_a_file(const project::Stack& left, const project::Stack& right) {
  return std::ranges::any_of(
      left.files, [&](const project::File* file) { return std::ranges::find(right.files, file) != right.files.end(); });
}

/// Whether two stacks may be meant for one host at the same time: two of one role take each other's place.
static bool may_run_together(const project::Stack& left, const project::Stack& right) {
  return left.role != right.role && left.role != project::Role::unknown && right.role != project::Role::unknown &&
         !share_a_file(left, right);
}

/// Says of the first subnet of a stack that an earlier one for another use takes too.
static void check_neighbours(const project::Stack& stack, const std::vector<Pool>& pools, Report& report) {
  for (const project::Stack& other : report.project().stacks) {
    if (&other == &stack) return;
    if (other.model == nullptr || !may_run_together(stack, other)) continue;
    for (const compose::Network& network : other.model->networks) {
      if (network.external.value) continue;
      for (const compose::Text& subnet : network.subnets) {
        const std::optional<Address> parsed = parse_network(subnet.value);
        if (!parsed || !is_settled(subnet.source)) continue;
        for (const Pool& pool : pools) {
          if (!overlap(pool.network, *parsed)) continue;
          report
              .at(pool.subnet->span(),
                  "The subnet `{}` of `{}` overlaps `{}` of `{}`: no host runs both stacks at once", pool.subnet->value,
                  pool.name, subnet.value, other.name)
              .note(subnet.span(), "`{}` takes it here", network.name)
              .severity(Severity::low)
              .confidence(Confidence::possible);
          return;
        }
      }
    }
  }
}

static void check(const project::Stack& stack, Report& report) {
  std::vector<Pool> pools;
  for (const compose::Network& network : stack.model->networks) {
    if (network.external.value) continue;
    for (const compose::Text& subnet : network.subnets) {
      const std::optional<Address> parsed = parse_network(subnet.value);
      if (!parsed || !is_settled(subnet.source)) continue;
      for (const Pool& other : pools) {
        if (!overlap(other.network, *parsed)) continue;
        report
            .at(subnet.span(), "The subnet `{}` of `{}` overlaps `{}` of `{}`; choose another one", subnet.value,
                network.name, other.subnet->value, other.name)
            .note(other.subnet->span(), "The other subnet");
        break;
      }
      pools.push_back({*parsed, &subnet, network.name});
    }
  }
  check_neighbours(stack, pools, report);
  if (pools.empty()) report.skip();
}

extern const Rule rule = {
    .code = "SW2357",
    .summary = "Subnets of two networks overlap",
    .why =
        "The engine refuses a network whose addresses overlap those of one that is there, and the stack does not "
        "start.",
    .remedy = "Give each network a subnet of its own, or leave `ipam` away and let the engine choose.",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::subnet_clash
