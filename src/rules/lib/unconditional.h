#pragma once

#include <string_view>

#include "rules/rule.h"
#include "shell/ast.h"

/// What a script does whatever it is started for.
namespace seaworthy::rules {

/// The command that `command_in` finds in what a script runs each time, as that names it; "" for none, and for one
/// under a condition.
std::string_view unconditional_command(const shell::Node& node, const Report& report,
                                       std::string_view (*command_in)(std::string_view));

}  // namespace seaworthy::rules
