#pragma once

#include <string_view>

#include "shell/command.h"

namespace seaworthy::rules {

/// The word of a command that starts its program as another user: `gosu`, `su-exec`, `setpriv --reuid`; "" where none
/// does.
std::string_view user_switch_of(const shell::Invocation& command);

}  // namespace seaworthy::rules
