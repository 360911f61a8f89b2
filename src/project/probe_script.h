#pragma once

#include "project/probe.h"

/// Probes that are scripts of the repository: `node healthcheck.js`.
namespace seaworthy::project {

/// Adds the requests that such a script makes of its own container. Lexical, as far as its addresses are plain texts,
/// numbers and variables of the environment.
void add_script_requests(const Project& project, const Service& service, Probe& probe);

}  // namespace seaworthy::project
