#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "project/model.h"

/// Combinations of Compose files that no command spells out: COMPOSE_FILE in scripts, Makefiles, CI jobs, env files and
/// documents, and commands with a variable in the name of a file.
namespace seaworthy::project {

struct NamedStack {
  std::vector<std::string> files;  ///< Relative to the root; all of them are Compose files of the tree.
  std::vector<std::string> profiles;
  Span span;          ///< Where they are named.
  bool exact = true;  ///< False: a variable stands for a part of a name, and the files are those that fit.
};

/// In order of place. Files that are not in the tree make no stack.
std::vector<NamedStack> find_named_stacks(const Project& project);

}  // namespace seaworthy::project
