#pragma once

#include <vector>

#include "nginx/ast.h"
#include "project/model.h"

namespace seaworthy::rules {

/// The directives of a block in order, with those of the files that it includes in the place of each `include` that can
/// only mean one file of the repository. Other includes are among them as they stand.
std::vector<const nginx::Directive*> directives_within(const project::Project& project, const nginx::Directive& block);

}  // namespace seaworthy::rules
