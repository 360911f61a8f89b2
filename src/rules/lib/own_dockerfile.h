#pragma once

#include "rules/rule.h"

namespace seaworthy::rules {

/// The Dockerfile that an instruction stands in, which may be inline in a Compose file; null for an inline one's
/// instruction that belongs to no stage. Rules that are called for thousands of Dockerfiles ask here and go through no
/// list of all.
const project::Dockerfile* own_dockerfile(const dockerfile::Instruction& instruction, const project::Project& project);

}  // namespace seaworthy::rules
