#pragma once

#include <string>
#include <vector>

#include "project/model.h"
#include "shell/ast.h"

namespace seaworthy::rules {

/// A command that writes to the container's own file system when the service starts.
struct StartWrite {
  const shell::Node* command = nullptr;
  std::string path;  ///< Absolute; neither a mount nor a volume lies over it, and the image does not have it.
};

/// The writes without which the start script of a service ends: those at its top level, under `set -e`. In their order.
std::vector<StartWrite> fatal_start_writes(const project::Project& project, const project::Service& service);

}  // namespace seaworthy::rules
