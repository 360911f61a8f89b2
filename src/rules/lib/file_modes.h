#pragma once

#include <algorithm>

#include "project/model.h"

namespace seaworthy::rules {

/// Whether the tree has an executable file: one without any came from a place that keeps no modes. Goes through all
/// files, so ask by once().
inline bool modes_are_kept(const project::Project& project) {
  return std::ranges::any_of(project.files, [](const project::File& file) { return file.executable; });
}

}  // namespace seaworthy::rules
