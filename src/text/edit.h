#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "text/source.h"

namespace seaworthy {

/// Replace the bytes of `span` by `text`; an empty span inserts.
struct Edit {
  Span span;
  std::string text;
};

/// Edits of any number of files that are applied together or not at all.
class EditSet {
 public:
  /// False, and nothing is added, when one of `edits` overlaps an edit that is in the set already. An identical edit
  /// counts as in the set, not as an overlap; two insertions at one place overlap.
  bool add(const std::vector<Edit>& edits);
  const std::vector<Edit>& edits() const { return edits_; }
  /// The file's text after all edits of that file.
  std::string apply(const Source& source) const;

 private:
  std::vector<Edit> edits_;  // Sorted by span.
};

/// Unified diff of one file, three lines of context, as `diff -u` and `git apply` read it. Empty when equal.
std::string unified_diff(std::string_view path, std::string_view before, std::string_view after);

}  // namespace seaworthy
