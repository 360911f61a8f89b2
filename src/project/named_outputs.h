#pragma once

#include <string_view>

#include "shell/command.h"

/// What commands say that they write.
namespace seaworthy::project {

/// Whether a command says that it writes a file of this name, wherever it runs: as the value of `-o` or `--output`, or
/// because what stands around it is redirected, `(...) > requirements.txt`.
bool names_as_output(const shell::Invocation& invocation, std::string_view name);

}  // namespace seaworthy::project
