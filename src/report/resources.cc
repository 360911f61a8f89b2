#include <algorithm>

#include "report/sections.h"

namespace seaworthy::report {

std::vector<Resources> build_resources(const project::Project& project) {
  std::vector<Resources> totals;
  for (const project::Stack& stack : project.stacks) {
    Resources sum{.stack = stack.index};
    for (const project::Service* service : stack.services) {
      if (!service->active) continue;
      const compose::Service& definition = *service->definition;
      const std::int64_t copies =
          definition.replicas ? std::clamp<std::int64_t>(definition.replicas.value, 0, 10'000) : 1;
      sum.services += static_cast<std::uint32_t>(copies);
      // Limits beyond an exbibyte are nonsense; clamping keeps the sum from overflowing.
      const auto bytes = [&](const compose::Field<std::int64_t>& field) {
        return std::clamp<std::int64_t>(field.value, 0, std::int64_t{1} << 45) * copies;
      };
      if (definition.limits.memory) {
        sum.memory_limit += bytes(definition.limits.memory);
      } else {
        sum.without_memory_limit.push_back(service->name);
      }
      if (definition.limits.cpus) {
        sum.cpu_limit += definition.limits.cpus.value * static_cast<double>(copies);
      } else {
        sum.without_cpu_limit.push_back(service->name);
      }
      if (definition.reservations.memory) sum.memory_reserved += bytes(definition.reservations.memory);
      if (definition.reservations.cpus)
        sum.cpu_reserved += definition.reservations.cpus.value * static_cast<double>(copies);
    }
    totals.push_back(std::move(sum));
  }
  return totals;
}

}  // namespace seaworthy::report
