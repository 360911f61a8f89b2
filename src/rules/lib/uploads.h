#pragma once

#include "project/manifests.h"
#include "project/model.h"

/// Which services take files from their users.
namespace seaworthy::rules {

/// The package with which a program that was found in the repository takes files, one that is there for nothing else
/// before a framework; null when its manifest lists none. `with_frameworks`: those that can count as well.
const project::Dependency* upload_package(const project::Project& project, const project::Service& service,
                                          bool with_frameworks);

}  // namespace seaworthy::rules
