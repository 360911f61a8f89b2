#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "diag/finding.h"
#include "project/model.h"
#include "rules/registry.h"

namespace seaworthy::rules {

/// Which rules run. Severity thresholds are no matter of selection: a report may hide findings, but facts and marks
/// are worked out from all of them.
struct Selection {
  std::vector<RuleId> only;  ///< Not empty: these and no others, also those that are off by default.
  std::vector<RuleId> skip;
  bool all_rules = false;    ///< Those that are off by default too.

  bool runs(RuleId id) const;
};

struct Options {
  Selection selection;
  unsigned threads = 1;
  bool timings = false;            ///< Fill Outcome::timings. The clock is read only then.
  bool honour_suppressions = true; ///< False: comments and ignore files change nothing.
};

/// What a rule was asked about: a Dockerfile, a stage, a service, a stack, a file, the repository.
struct Subject {
  std::string name;          ///< "service `db`", "stage `build`", a path, "the repository"
  Span span;                 ///< Evidence; invalid for the repository.
  /// The file that it belongs to in the list of components; null for the repository and for a stack.
  const project::File* component = nullptr;
};
/// Index into Outcome::subjects.
enum class SubjectId : std::uint32_t {};

/// How a rule fared: which subjects it looked at and found in order, and which not. A subject that the rule skipped, or
/// all of whose findings are suppressed, is in neither list.
struct RuleResult {
  RuleId rule{};
  std::vector<SubjectId> passed;
  std::vector<SubjectId> failed;
};

struct RuleTiming {
  RuleId rule{};
  std::uint64_t calls = 0;
  std::uint64_t nanoseconds = 0;
};

/// A check that broke down (a bug of ours, contained), or that had more to say than a report can hold.
struct Incomplete {
  RuleId rule{};
  std::string subject;
  std::string reason;
};

/// All facts of a run. The same project and selection give the same outcome at any number of threads.
struct Outcome {
  std::vector<Finding> findings;    ///< By place, then rule; suppressed ones included.
  std::vector<Subject> subjects;
  std::vector<RuleResult> results;  ///< By rule; only rules that applied to something.
  std::vector<RuleTiming> timings;  ///< By rule; empty unless asked for.
  std::vector<Incomplete> incomplete;

  const Subject& subject(SubjectId id) const { return subjects[static_cast<std::size_t>(id)]; }
};

/// Asks the selected rules about every subject of the project in one walk.
Outcome run(const project::Project& project, const Options& options = {});

/// Works out again which subjects fail, after findings were suppressed (by a baseline).
void recount_failures(Outcome& outcome);

/// What the subjects of an altitude are called, for strengths: "Dockerfile", "Dockerfiles".
std::string_view subject_noun(Altitude altitude, bool plural);

}  // namespace seaworthy::rules
