#pragma once

#include <string_view>

#include "project/model.h"

/// Images that the repository makes itself.
namespace seaworthy::rules {

/// Whether some build of the repository, or a service that builds, gives its result this name, tags left out. Parts of
/// a build's tag that only a run can tell fit anything, but the namespace must be written out.
bool is_built_here(const project::Project& project, std::string_view image);

}  // namespace seaworthy::rules
