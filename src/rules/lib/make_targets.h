#pragma once

#include <string_view>
#include <vector>

#include "project/model.h"

namespace seaworthy::rules {

/// What a Makefile offers by name.
struct MakeTargets {
  std::vector<std::string_view> names;
  bool open = false;  ///< It includes other files or has pattern rules, so that a name that is not listed may exist.
  bool has(std::string_view name) const;
};
MakeTargets make_targets(const project::Project& project, const project::File& makefile);

/// Whether a Makefile itself gives a variable a value that is not empty: text, the output of `$(shell ...)`, or another
/// variable of which that holds.
bool make_gives_value(const project::Project& project, const project::File& makefile, std::string_view name);

}  // namespace seaworthy::rules
