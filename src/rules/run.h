#pragma once

#include <string_view>
#include <vector>

#include "diag/finding.h"
#include "project/model.h"
#include "rules/results.h"
#include "rules/rule.h"

namespace seaworthy::rules {

/// Which rules run. Severity thresholds are no matter of selection: a report may hide findings, but facts and marks
/// are worked out from all of them.
struct Selection {
  std::vector<RuleId> only;  ///< Not empty: these and no others, also those that are off by default.
  std::vector<RuleId> skip;
  bool all_rules = false;  ///< Those that are off by default too.

  bool runs(RuleId id) const;
};

struct Options {
  Selection selection;
  unsigned threads = 1;
  bool timings = false;             ///< Fill Results::timings. The clock is read only then.
  bool honour_suppressions = true;  ///< False: comments and ignore files change nothing.
};

/// Asks the selected rules about every subject of the project in one walk. The same project and selection give the same
/// results at any number of threads.
Results run(const project::Project& project, const Options& options = {});

}  // namespace seaworthy::rules
