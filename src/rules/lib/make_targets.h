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

}  // namespace seaworthy::rules
