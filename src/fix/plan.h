#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fs.h"
#include "diag/finding.h"
#include "fix/verify.h"

namespace seaworthy::fix {

struct Options {
  Safety level = Safety::safe;  ///< The boldest level that is applied: safe or review.
  /// Which findings to repair; empty: all.
  std::function<bool(const Finding&)> wanted;
};

/// A fix that is in the plan, or one that was tried and refused.
struct PlannedFix {
  RuleId rule{};
  Safety level = Safety::safe;
  std::string title;
  std::string path;
  std::uint32_t line = 0;  ///< Of the finding, in the text that it was found in.
  std::string refused;     ///< Why it is not in the plan; empty when it is.
};

struct FileChange {
  std::string path;
  std::string before, after;
};

/// What would be written.
struct Plan {
  std::vector<FileChange> changes;  ///< Sorted by path; files that end up equal are left out.
  std::vector<PlannedFix> applied;  ///< In the order of application.
  std::vector<PlannedFix> refused;
};

/// Applies the fixes of a tree's findings in memory until nothing changes any more. Fixes that touch the same bytes
/// wait for the next round; a fix after which the tree is worse (see what_got_worse) is refused by itself, not its
/// neighbours.
Plan make_plan(const FileSystem& files, const Auditor& audit, const Options& options);

/// The plan as one patch for `git apply` or `patch -p1`. Credentials are masked, in lines of context too, so a hunk
/// that shows one is for reading only and no tool will apply it.
std::string diff(const Plan& plan);

}  // namespace seaworthy::fix
