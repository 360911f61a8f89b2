#pragma once

#include <optional>
#include <string_view>

#include "project/model.h"

namespace seaworthy::project {

/// The pattern of a `.gitignore` that would leave out a path (relative to the root) which is not in the tree: something
/// that is made on the spot and never committed. Invalid when git would track it.
Span ignored_if_made(const Project& project, std::string_view path);

}  // namespace seaworthy::project
