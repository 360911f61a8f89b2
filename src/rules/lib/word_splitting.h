#pragma once

#include <string_view>

#include "rules/rule.h"

/// Which expansions without quotes fall apart at blanks.
namespace seaworthy::rules {

/// Whether the arguments of a program are split, or shown, on purpose.
bool splits_on_purpose(std::string_view program);

/// Whether a value that may well hold a blank is split here, and nothing says that it is meant.
bool splits_unawares(const CommandSubject& subject, const shell::Expansion& expansion);

/// Whether the shell splits an expansion as it is written, unless the script shows that its value has no blank and no
/// glob: what ShellCheck reports. `at` is the command that it stands in.
bool is_split_as_written(const shell::Expansion& expansion, const shell::Script& script, const dockerfile::Stage* stage,
                         const shell::Node& at);

}  // namespace seaworthy::rules
