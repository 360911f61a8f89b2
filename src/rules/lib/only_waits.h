#pragma once

#include "project/model.h"

namespace seaworthy::rules {

/// True when nothing but a program that waits for ever is started, so that others may enter the container or find it
/// in place: `sleep infinity`, `tail -f /dev/null`, also in a shell.
bool only_waits(const project::Service& service);

}  // namespace seaworthy::rules
