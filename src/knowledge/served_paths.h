#pragma once

#include <span>
#include <string_view>

/// Paths under which a public image answers with success once it works. Rows of knowledge/served_paths.yaml.
namespace seaworthy::knowledge {

struct ServedPaths {
  std::string_view image;
  std::span<const std::string_view> paths;
};

namespace tables {
extern const std::span<const ServedPaths> served_paths;  // by image
}  // namespace tables

}  // namespace seaworthy::knowledge
