#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "diag/finding.h"

namespace seaworthy::rules {

/// One thing that a rule was asked about and that passed or failed.
struct SubjectResult {
  std::string subject;        ///< "service `db`", "backend/Dockerfile", "stage `build` of Dockerfile"
  Span span;                  ///< Evidence: where the subject stands.
  bool passed = true;
  std::vector<std::uint32_t> stacks;  ///< Stacks that it belongs to, sorted.
};

/// What one rule said of all its subjects. Rules without any subject do not appear.
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
  std::vector<Timing> timings;      ///< Only when asked for.
};

}  // namespace seaworthy::rules
