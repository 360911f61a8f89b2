#pragma once

#include "project/manifests.h"
#include "project/model.h"

/// Libraries that keep the jobs of a program in Redis.
namespace seaworthy::rules {

/// The one that a service of the stack is built with, and in `found` the manifest that names it; null for none.
const project::Dependency* redis_queue_of(const project::Project& project, const project::Stack& stack,
                                          const project::Manifest*& found);

}  // namespace seaworthy::rules
