#pragma once

#include <string_view>
#include <vector>

#include "shell/command.h"

namespace seaworthy::rules {

/// Files without which a command of a package manager stops. Any of `any_of` will do.
struct NeededFiles {
  std::vector<std::string_view> any_of;  ///< Relative to the command's folder.
  bool lock_file = false;                ///< A lock file, which the repository may lack altogether.
};

/// What a command needs beside it; empty when nothing is known.
NeededFiles needed_files(const shell::Invocation& invocation);

}  // namespace seaworthy::rules
