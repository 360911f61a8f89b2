#pragma once

#include <span>
#include <string_view>

/// Servers that refuse names which they do not know. Rows of knowledge/host_guards.yaml.
namespace seaworthy::knowledge {

/// A server that since a release answers only requests whose `Host` it knows: the machine's own names, private
/// addresses and what a setting lists.
struct HostGuard {
  std::string_view image;
  std::string_view program;                ///< First word of its command.
  std::string_view package;                ///< Of the language, where it is installed into another image.
  std::string_view since;                  ///< Release.
  std::string_view option;                 ///< Of the command, that lists hosts with commas between.
  std::string_view variable;               ///< The same of the environment.
  std::span<const std::string_view> off;   ///< Options and variables that switch it off.
  std::span<const std::string_view> free;  ///< Paths that everybody may ask.
};

namespace tables {
extern const std::span<const HostGuard> host_guards;
}  // namespace tables
}  // namespace seaworthy::knowledge
