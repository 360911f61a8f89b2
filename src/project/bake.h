#pragma once

#include <vector>

#include "project/model.h"

namespace seaworthy::project {

/// Adds what a bake file (HCL or JSON) builds: one command for each target, inherited attributes put in. Values that
/// are no literals are unknown.
void add_bake_targets(const Project& project, const File& file, Arena& arena, std::vector<BuildCommand>& commands);

}  // namespace seaworthy::project
