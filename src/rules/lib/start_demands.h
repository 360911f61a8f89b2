#pragma once

#include <string_view>
#include <vector>

#include "shell/ast.h"

/// Variables without which a start script ends.
namespace seaworthy::rules {

/// A variable that a script asks for: `${NAME:?}`, `[ -z "$NAME" ]` with an exit behind it, or a plain `$NAME` under
/// `set -u`.
struct DemandedVariable {
  std::string_view name;
  Span span;  ///< Where it is asked for.
};

/// In order of place. What stands in functions, loops and behind conditions is left out, for it may never run.
/// `first_line` is the script file's own, which may turn on `set -u`; "" for other texts.
std::vector<DemandedVariable> demanded_variables(const shell::Script& script, std::string_view first_line);

/// Whether the script itself may set a variable.
bool may_set(const shell::Script& script, std::string_view name);

}  // namespace seaworthy::rules
