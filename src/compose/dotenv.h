#pragma once

#include <string_view>
#include <vector>

#include "base/arena.h"
#include "compose/interpolate.h"
#include "text/source.h"

namespace seaworthy::compose {

struct DotenvProblem {
  Span span;
  std::string_view message;
  /// A `${NAME}` that nothing sets: Compose warns and goes on.
  bool warning = false;
};

/// One assignment of an env file.
struct DotenvEntry {
  std::string_view name;
  std::string_view value;
  Span name_span;
  Span value_span;
  Span span;  ///< The whole assignment.
  /// `NAME` alone: the value was taken from the environment (entries that are not set there are left out).
  bool inherited = false;
};

/// Reads an env file as Compose does: `export`, `NAME=value` and `NAME: value`, single and double quotes over several
/// lines, escapes, comments, `${...}` in unquoted and double-quoted values, inherited names. `lookup` is asked before
/// the file's own earlier entries, `earlier_files` after them. Compose gives up at the first problem; here the next
/// line is tried, so that all of them are found.
void read_dotenv(const Source& source, const Lookup& lookup, Arena& arena, std::vector<DotenvEntry>& entries,
                 std::vector<DotenvProblem>& problems, const Lookup& earlier_files = {});

}  // namespace seaworthy::compose
