#pragma once

#include <span>
#include <string_view>

/// Paths that a server left with a release. Rows of knowledge/former_paths.yaml.
namespace seaworthy::knowledge {

struct FormerPath {
  std::string_view image, title;
  int since = 0;                             ///< Major version.
  std::string_view path;                     ///< "/auth"
  std::string_view setting;                  ///< What brings it back, for messages.
  std::span<const std::string_view> unless;  ///< Words of options, variables and configuration files that do.
};

namespace tables {
extern const std::span<const FormerPath> former_paths;
}  // namespace tables
}  // namespace seaworthy::knowledge
