#pragma once

#include <span>
#include <string_view>

/// Rows of knowledge/newest_releases.yaml.
namespace seaworthy::knowledge {

/// A package whose newest release refuses older releases of its language.
struct NewestRelease {
  std::string_view tool;  ///< Installs it: "gem", "pecl", "npm".
  std::string_view package;
  std::string_view image;                     ///< Official image that brings `language`.
  std::string_view language;                  ///< As people write it.
  std::span<const std::string_view> accepts;  ///< First release of each line that will do, in order.
  std::string_view runs;                      ///< The program that refuses, where the install does not; "" the install.
};

namespace tables {
extern const std::span<const NewestRelease> newest_releases;  // in order of the table
}  // namespace tables

}  // namespace seaworthy::knowledge
