#pragma once

#include <string_view>

#include "shell/command.h"

/// Which `cd` may fail, and leave what follows in the wrong folder.
namespace seaworthy::rules {

/// Folders that are there in every system, so that going there cannot fail: also those above, and the script's own.
bool is_always_there(std::string_view folder);

/// Whether a folder is a variable that the script sets to its own place, or to one above it:
/// `ROOT_DIR="$SCRIPT_DIR/.."`.
bool is_own_place(const shell::Node& node, std::string_view folder);

/// Whether the script makes the folder itself, just before `node`.
bool is_made_before(const shell::Node& node, std::string_view folder);

/// Whether `node` stands behind a test that the folder is there: `if [ -d build ]; then cd build`.
bool is_tested_for(const shell::Node& node, std::string_view folder);

/// Whether a `cd` or `pushd` names a folder that may be missing when it runs.
bool cd_may_fail(const shell::Invocation& command);

}  // namespace seaworthy::rules
