#pragma once

#include <span>
#include <string_view>

/// Rows of knowledge/image_scanners.yaml.
namespace seaworthy::knowledge {

/// What looks for vulnerabilities in images.
struct ImageScanner {
  std::string_view name;     ///< A word that asks for it, in a command or as an action.
  bool scans_files = false;  ///< It looks at files as well, so that only its options say which.
};

namespace tables {
extern const std::span<const ImageScanner> image_scanners;  // in order of the table
}  // namespace tables

}  // namespace seaworthy::knowledge
