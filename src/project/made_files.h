#pragma once

#include <map>
#include <string_view>
#include <vector>

#include "project/model.h"

/// Files that a clone does not have because a command makes them first.
namespace seaworthy::project {

/// The command of a script, recipe, CI step or code block that writes a file of this name: `cp a/*.sh build/`,
/// `... > Dockerfile`, `go build -o bin/app`, an archive that is unpacked into its folder. Not valid: there is none.
/// Last parts of paths are compared, because where a script runs is mostly not known.
Span made_by_command(const Project& project, std::string_view path);

/// What the commands write; made by the first who asks.
struct MadeFiles {
  struct Copy {
    std::string_view folder;  ///< Last part of the folder's path.
    std::string_view name;    ///< Last part of what is copied into it; may be a pattern.
    Span span;
  };
  std::map<std::string_view, Span, std::less<>> files;    ///< By the last part of their paths.
  std::map<std::string_view, Span, std::less<>> folders;  ///< Filled by an archive or a clone; likewise.
  std::vector<Copy> copies;
};

}  // namespace seaworthy::project
