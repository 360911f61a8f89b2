#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "code/program.h"
#include "knowledge/code_signs.h"

/// What single places of a source say of a deployment: rows of knowledge/code_signs.yaml that its tokens fit.
namespace seaworthy::code {

/// One place that a row fits.
struct Sign {
  const knowledge::CodeSign* row = nullptr;
  Span span;               ///< From the first token of the match to the last.
  std::string variable;    ///< The environment's variable, where the row takes one; .NET: `Section__Key`.
  std::string_view value;  ///< The plain value, where the row takes one.
  Span value_span;
  std::string_view path;  ///< The file, relative to the root.
};

/// Whether a source may have anything to say, by its name: tests, tools, examples and what others wrote have not.
bool may_have_signs(std::string_view path);

/// In order of place. What stands behind a condition on the environment (`if NODE_ENV ...`, `IsDevelopment()`) is left
/// out, and so is a whole file in a language that is not read.
std::vector<Sign> find_signs(const SourceFile& file);

}  // namespace seaworthy::code
