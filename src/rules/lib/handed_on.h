#pragma once

#include "shell/ast.h"

namespace seaworthy::rules {

/// The command at the end of a script that runs the script's arguments, `exec "$@"` or `"$@"`; null where it ends
/// otherwise.
const shell::Node* runs_arguments(const shell::Script& script);

}  // namespace seaworthy::rules
