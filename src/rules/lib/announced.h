#pragma once

#include <string_view>

#include "project/model.h"

namespace seaworthy::rules {

/// Whether a template, a script or a document of the repository tells people to set a variable (`NAME=`), if only in a
/// comment: whoever starts the stack is asked for it. Compose files do not count.
bool is_announced(const project::Project& project, std::string_view variable);

}  // namespace seaworthy::rules
