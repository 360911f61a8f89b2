#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "rules/results.h"

/// One problem, one finding: which rule has the word where two know of one place.
namespace seaworthy::rules {

/// A rule, and those that tell the same problem and more of it, all by slug. They have all controls of the rule. One
/// that gives way itself comes behind those that it gives way to.
struct Precedence {
  std::string_view rule;
  std::string_view better;  ///< "migration-failure-ignored"; several with spaces between.
};
std::span<const Precedence> precedences();

/// Takes what another finding says as well, and says more of, out of `results.findings`, and returns it: where one of a
/// better rule, or a note of it, stands at the same place, inside of it or around it, and weighs as much. The peers
/// that it stands for go over to that one. A finding that a comment accepts has said it too. What alone tells that a
/// rung of a stack breaks stays.
std::vector<Finding> give_way(Results& results);

}  // namespace seaworthy::rules
