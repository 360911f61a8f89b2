#include "rules/rule.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "project/model.h"
#include "rules/lib/address.h"
#include "rules/lib/once.h"
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

/// The subnets of each stack that makes some, in order of the stacks.
struct StackPools {
  const project::Stack* stack;
  std::vector<Pool> pools;
};
static std::vector<StackPools> pools_by_stack(const project::Project& project) {
  std::vector<StackPools> all;
  for (const project::Stack& stack : project.stacks) {
    if (stack.model == nullptr) continue;
    std::vector<Pool> pools;
    for (const compose::Network& network : stack.model->networks) {
      if (network.external.value) continue;
      for (const compose::Text& subnet : network.subnets)
        if (const std::optional<Address> parsed = parse_network(subnet.value); parsed && is_settled(subnet.source))
          pools.push_back({*parsed, &subnet, network.name});
    }
    if (!pools.empty()) all.push_back({&stack, std::move(pools)});
  }
  return all;
}

/// Says of the first subnet of a stack that an earlier one for another use takes too.
static void check_neighbours(const StackPools& own, const std::vector<StackPools>& all, Report& report) {
  for (const auto& [other, pools] : all) {
    if (other == own.stack) return;
    if (!may_run_together(*own.stack, *other)) continue;
    for (const Pool& taken : pools) {
      const auto found =
          std::ranges::find_if(own.pools, [&](const Pool& pool) { return overlap(pool.network, taken.network); });
      if (found == own.pools.end()) continue;
      report
          .at(found->subnet->span(), "The subnet `{}` of `{}` overlaps `{}` of `{}`: no host runs both stacks at once",
              found->subnet->value, found->name, taken.subnet->value, other->name)
          .note(taken.subnet->span(), "`{}` takes it here", taken.name)
          .severity(Severity::low)
          .confidence(Confidence::possible);
      return;
    }
  }
}

static void check(const project::Stack& stack, Report& report) {
  const std::vector<StackPools>& all = once<pools_by_stack>(report);
  const auto own = std::ranges::find(all, &stack, &StackPools::stack);
  if (own == all.end()) return report.skip();
  for (auto pool = own->pools.begin(); pool != own->pools.end(); ++pool) {
    const auto other = std::find_if(own->pools.begin(), pool,
                                    [&](const Pool& earlier) { return overlap(earlier.network, pool->network); });
    if (other == pool) continue;
    report
        .at(pool->subnet->span(), "The subnet `{}` of `{}` overlaps `{}` of `{}`; choose another one",
            pool->subnet->value, pool->name, other->subnet->value, other->name)
        .note(other->subnet->span(), "The other subnet");
  }
  check_neighbours(*own, all, report);
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
