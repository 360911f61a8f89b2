#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rules/results.h"
#include "score/score.h"

namespace seaworthy::report {

/// Findings that say the same of several subjects: one rule, one file, one severity, and messages that differ only in
/// the names between backticks and in numbers. Such a group is shown as its first finding and a list of the others.
using Group = std::vector<std::uint32_t>;

/// Groups in the order of their first findings; inside a group the order of `indices`.
std::vector<Group> group_alike(const rules::Results& results, std::span<const std::uint32_t> indices);

/// The names and numbers of `message` that `first`, a message of the same group, does not have in the same place:
/// "worker", "a.conf, 8080"; "" when the two are equal.
std::string what_differs(std::string_view first, std::string_view message);

/// What one rule's findings cost a category.
struct LostByRule {
  RuleId rule{};
  double points = 0;         ///< Of the category's ten.
  std::size_t findings = 0;  ///< How many findings cost it.
};

/// Largest first; what no decimal would show (under 0.05 points) is left out.
std::vector<LostByRule> lost_by_rule(const score::CategoryScore& category, const rules::Results& results);

}  // namespace seaworthy::report
