#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/fs.h"
#include "diag/finding.h"
#include "project/model.h"
#include "rules/results.h"

namespace seaworthy::fix {

/// A tree, linked and checked.
struct Audit {
  std::unique_ptr<const project::Project> project;
  rules::Results results;
};

/// How a tree is audited: the caller's discovery, configuration and choice of rules.
using Auditor = std::function<Audit(const FileSystem& files)>;

/// One way in which a tree became worse.
struct Worsening {
  std::string path;                  ///< The file that shows it; "" where no file does.
  std::string reason;                ///< As a clause about the fix.
  std::optional<RuleId> unrepaired;  ///< The rule whose findings at the path were to go and did not.
};

/// How the tree after some fixes is worse than before, in a stable order; nothing when it is no worse. Every repaired
/// finding is gone, no rule says more of any file than before, every file still parses as well as before.
///
/// Findings are compared by number per rule and file, since a fix may change the words of another finding on its line.
/// A repair of the rungs load or build makes a file or stack readable again and uncovers what the fault had hidden:
/// such findings of other rules do not count against it.
std::vector<Worsening> what_got_worse(const Audit& before, const Audit& after,
                                      const std::vector<const Finding*>& repaired);

}  // namespace seaworthy::fix
