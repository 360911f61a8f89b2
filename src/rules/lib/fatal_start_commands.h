#pragma once

#include <vector>

#include "project/model.h"
#include "shell/ast.h"

namespace seaworthy::rules {

/// The commands at the top level of a service's start script whose failure ends the container: those under `set -e` of
/// which nobody asks the status, and what `exec` hands over to. In their order.
std::vector<const shell::Node*> fatal_start_commands(const project::Project& project, const project::Service& service);

}  // namespace seaworthy::rules
