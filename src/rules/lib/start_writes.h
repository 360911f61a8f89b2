#pragma once

#include <string>

#include "project/model.h"
#include "shell/ast.h"

namespace seaworthy::rules {

/// What a command of a start script writes, by an absolute path, where neither a mount nor a volume lies; "" for
/// nothing and for what the image has already.
std::string written_at_start(const project::Project& project, const project::Service& service, const shell::Node& node);

}  // namespace seaworthy::rules
