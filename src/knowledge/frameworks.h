#pragma once

#include <span>
#include <string_view>

/// Rows of knowledge/frameworks.yaml.
namespace seaworthy::knowledge {

/// A framework as a manifest names it, and the product whose release lines are known.
struct Framework {
  std::string_view ecosystem;  ///< "python"
  std::string_view package;
  std::string_view product;  ///< Of knowledge/end_of_life.yaml.
  std::string_view title;
  std::string_view plugin;  ///< That brings it in files of Gradle; "" for none.
};

namespace tables {
extern const std::span<const Framework> frameworks;  // in order of the table
}  // namespace tables

}  // namespace seaworthy::knowledge
