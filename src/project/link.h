#pragma once

#include <memory>

#include "discover/walk.h"
#include "project/model.h"

namespace seaworthy::project {

/// Takes what discovery found, parses every file on `threads` workers, then links: Dockerfiles, Compose files, the
/// stacks that scripts, Make, CI and README name, services to what they build and mount. The result never changes.
/// Of application code it reads from `disk` what the services start and nothing else; null: nothing.
std::unique_ptr<const Project> link(discover::Discovered&& discovered, std::string root_name, unsigned threads,
                                    const FileSystem* disk = nullptr);

}  // namespace seaworthy::project
