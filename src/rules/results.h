#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "diag/finding.h"

namespace seaworthy::rules {

/// Something that rules are asked about.
struct Subject {
  std::string name;                   ///< "service `db`", "backend/Dockerfile", "stage `build` of Dockerfile"
  Span span;                          ///< Evidence: where the subject stands.
  std::vector<std::uint32_t> stacks;  ///< Stacks that it belongs to, sorted.
};

/// A subject that a rule was asked about and that passed or failed.
struct SubjectResult {
  std::uint32_t subject = 0;  ///< Index into Results::subjects.
  bool passed = true;
};

/// What one rule said of all its subjects. Rules without any subject do not appear; neither does a subject that the
/// rule skipped, or all of whose findings are suppressed or left to other rules.
struct RuleResult {
  RuleId rule{};
  std::vector<SubjectResult> subjects;  ///< Sorted by span, then name.
};

/// Everything that checking gave; frozen before scoring.
struct Results {
  std::vector<Finding> findings;    ///< Open ones, sorted by file, place, rule.
  std::vector<Finding> suppressed;  ///< The same order; counted nowhere else.
  std::vector<Subject> subjects;    ///< Everything that any rule could be asked about.
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
  std::size_t only = 0;  ///< How many rules were asked where somebody chose them; 0: all that are on.
};

}  // namespace seaworthy::rules
