#pragma once

#include <optional>
#include <string_view>

#include "project/model.h"

namespace seaworthy::project {

/// The pattern of a `.gitignore` that would leave out a path (relative to the root) which is not in the tree: something
/// that is made on the spot and never committed. Invalid when git would track it.
Span ignored_if_made(const Project& project, std::string_view path);

/// Whether a pattern by which Git leaves out a path is one for a folder above it, wherever such a folder lies (`lib/`):
/// meant for what tools make, it takes sources of that name as well. Names that hold settings are left alone, because
/// people keep those to themselves.
bool ignores_folder_of(const Project& project, Span pattern, std::string_view path);

}  // namespace seaworthy::project
