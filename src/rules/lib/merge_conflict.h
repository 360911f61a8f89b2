#pragma once

#include <optional>

#include "project/model.h"

/// Files that git left two versions in.
namespace seaworthy::rules {

/// A place that git could not merge, as `git merge` writes it into the file.
struct MergeConflict {
  Span begin;   ///< `<<<<<<< ours`
  Span middle;  ///< `=======`
  Span end;     ///< `>>>>>>> theirs`
};
/// The first of a file whose three marker lines stand in their order; nothing for a whole file.
std::optional<MergeConflict> merge_conflict(const project::Project& project, FileId file);

}  // namespace seaworthy::rules
