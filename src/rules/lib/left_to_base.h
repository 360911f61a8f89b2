#pragma once

#include "dockerfile/ast.h"

/// What a stage need not say, because its base says it or nobody would ask.
namespace seaworthy::rules {

/// An image that holds files for others to copy, or one of Windows, where there is no root.
bool needs_no_user(const dockerfile::Stage& stage);
/// The base is known to run as an account without rights.
bool base_gives_user(const dockerfile::Stage& stage);

/// Nothing is started, or a service runs the image that asks no probe of it.
bool needs_no_probe(const dockerfile::Stage& stage);
/// The base is known to bring a probe.
bool base_gives_probe(const dockerfile::Stage& stage);

}  // namespace seaworthy::rules
