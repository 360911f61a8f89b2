#pragma once

#include <string_view>
#include <vector>

#include "diag/finding.h"

namespace seaworthy::rules {

/// A finding as a check made it.
struct RawFinding {
  Finding finding;
  std::string_view service;  ///< The service or standalone image that it was made for, or "".
  bool standalone = false;
};

/// Puts findings in the order of a report and joins those of one rule at one place that say the same: a service that
/// two stacks load, or several services that share the faulty line through an anchor. Stacks and subjects are united,
/// the highest severity and confidence stay.
std::vector<Finding> merge(std::vector<RawFinding> raw);

}  // namespace seaworthy::rules
