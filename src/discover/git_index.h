#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"

namespace seaworthy::discover {

/// The paths that git tracks, from `.git/index`. A file that was added by force is tracked although a pattern ignores
/// it, and whoever clones the repository gets it.
class GitIndex {
 public:
  /// Versions 2 to 4. Bytes that are no index, or one that keeps its entries elsewhere, give an empty one.
  explicit GitIndex(std::string bytes);
  GitIndex(const GitIndex&) = delete;
  GitIndex& operator=(const GitIndex&) = delete;

  bool tracks(std::string_view path) const;
  /// Whether a tracked file lies anywhere below the folder.
  bool tracks_below(std::string_view folder) const;
  std::size_t size() const { return paths_.size(); }

 private:
  bool read_entries(std::string_view bytes, std::size_t hash_size);

  std::string bytes_;
  Arena arena_;                          ///< Paths of version 4, which are compressed.
  std::vector<std::string_view> paths_;  ///< Sorted.
};

}  // namespace seaworthy::discover
