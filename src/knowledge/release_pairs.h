#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "diag/severity.h"

/// Programs of which one refuses the other when their releases differ. Rows of knowledge/release_pairs.yaml.
namespace seaworthy::knowledge {

struct ReleasePair {
  std::string_view image;   ///< The one that refuses.
  std::string_view server;  ///< Image of what it works with.
  std::size_t parts = 0;    ///< How many numbers of the release have to be the same.
  std::string_view last;    ///< The last release of the server that it works with at all.
  Rung rung = Rung::start;
  Severity severity = Severity::high;
  std::string_view effect;  ///< A clause behind the two releases: "and it refuses ...".

  /// Without `parts` and `last` the image may be older than the server, within a major release, but not newer.
  bool wants_no_newer() const { return parts == 0 && last.empty(); }
};

namespace tables {
extern const std::span<const ReleasePair> release_pairs;
}  // namespace tables

}  // namespace seaworthy::knowledge
