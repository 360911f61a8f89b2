#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/fs.h"
#include "discover/walk.h"

namespace seaworthy::cli {

/// The tree that a command looks at.
struct Input {
  std::unique_ptr<FileSystem> files;
  discover::Scope scope;
  std::string root;       ///< Absolute path of the tree; "" for standard input.
  std::string root_name;  ///< For titles.
  /// Paths that were named but are not there, beside others that are.
  std::vector<discover::Unread> unread;
  std::string error;            ///< Not empty: there is nothing to look at; says why.
  bool is_wrong_usage = false;  ///< With `error`: the path does not exist. Else it cannot be read.

  /// False: single files, or some folders of a tree whose other parts are not looked at.
  bool is_whole() const { return scope.starts.size() == 1 && scope.starts.front().empty(); }
};

/// Opens what the paths name: one folder as the root; of several paths, or of files, the folder that holds them all.
/// "-" is a Dockerfile on standard input. No path is the current folder.
Input open_input(std::span<const std::string> paths);

}  // namespace seaworthy::cli
