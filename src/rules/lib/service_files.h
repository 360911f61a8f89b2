#pragma once

#include <string_view>

#include "project/model.h"

/// Which files of the repository a container has.
namespace seaworthy::rules {

/// Whether the container of a service gets a file: by a mount, or by a copy of it or of a folder above it into any
/// stage of what it builds.
bool gets_file(const project::Service& service, std::string_view path);

/// Whether a mount that lies deeper than a folder of the container covers a path in it, or a part of what is below.
bool has_mount_within(const project::Service& service, std::string_view path, std::string_view folder);

/// The part of a mount's path that is there, seen from the root, where the Compose file lies in a folder that the path
/// names once more: `./deploy/nginx.conf` in `deploy/compose.yaml`. "" for others.
std::string_view written_from_root(const project::Project& project, const compose::Mount& mount);

}  // namespace seaworthy::rules
