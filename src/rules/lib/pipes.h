#pragma once

#include "dockerfile/ast.h"
#include "shell/ast.h"

/// Pipes of build steps, and whether the failure of their left side is noticed.
namespace seaworthy::rules {

/// Whether the SHELL in force, or the step itself, sets `pipefail`.
bool sets_pipefail(const dockerfile::Instruction& run);

/// The first pipe whose left side fetches or makes what the right side reads, and whose state nobody asks for; null
/// when there is none.
const shell::Node* pipe_that_matters(const shell::Script& script);

/// The first pipe of a script, those inside substitutions included; null when there is none.
const shell::Node* any_pipe(const shell::Script& script);

}  // namespace seaworthy::rules
