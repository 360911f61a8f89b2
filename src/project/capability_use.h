#pragma once

#include <string_view>
#include <vector>

#include "project/model.h"

/// What a container's own start asks of the kernel.
namespace seaworthy::project {

/// Names of the capabilities that programs need which a service's command line or start script calls (`chown`, `gosu`),
/// sorted; see knowledge/capability_programs.yaml. What the image's own entrypoint needs is Image::capabilities.
std::vector<std::string_view> used_capabilities(const Service& service);

/// Whether its command line or start script calls what only root can do: a program that needs a capability, or a
/// package manager of the system.
bool start_needs_root(const Service& service);

}  // namespace seaworthy::project
