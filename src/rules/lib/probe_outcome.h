#pragma once

#include "project/probe.h"

/// How a probe ends.
namespace seaworthy::rules {

/// `exit 0`, `true` and the like: a command that succeeds whatever was before it.
bool is_success(const project::ProbeCommand& command);

/// The last command of a probe that makes it succeed whatever its test says: `|| true`, `; exit 0`. Null for other
/// probes, and for one that tests nothing at all.
const project::ProbeCommand* forced_success(const project::Service& service, const project::Probe& probe);

}  // namespace seaworthy::rules
