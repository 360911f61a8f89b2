#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "diag/finding.h"

namespace seaworthy::rules {

/// One thing that a rule was asked about and that passed or failed.
struct SubjectResult {
  std::string subject;  ///< "service `db`", "backend/Dockerfile", "stage `build` of Dockerfile"
  Span span;            ///< Evidence: where the subject stands.
  bool passed = true;
  std::vector<std::uint32_t> stacks;  ///< Stacks that it belongs to, sorted.
};

/// What one rule said of all its subjects. Rules without any subject do not appear; neither does a subject that the
/// rule skipped, or all of whose findings are suppressed.
struct RuleResult {
  RuleId rule{};
  std::vector<SubjectResult> subjects;  ///< Sorted by span, then name.
};

/// Everything that checking gave; frozen before scoring.
struct Results {
  std::vector<Finding> findings;    ///< Open ones, sorted by file, place, rule.
  std::vector<Finding> suppressed;  ///< The same order; counted nowhere else.
  std::vector<RuleResult> rules;    ///< By rule id.
  struct Timing {
    RuleId rule{};
    std::chrono::nanoseconds time{};
  };
  std::vector<Timing> timings;  ///< Only when asked for; by rule id.
  /// A check that broke down (a bug of ours, contained), or that had more to say than a report can hold.
  struct Incomplete {
    RuleId rule{};
    std::string subject;
    std::string reason;
  };
  std::vector<Incomplete> incomplete;
};

}  // namespace seaworthy::rules
