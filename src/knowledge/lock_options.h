#pragma once

#include <span>
#include <string_view>

/// Rows of knowledge/lock_options.yaml.
namespace seaworthy::knowledge {

/// A package manager that takes newer releases than its lock file says unless it is told not to.
struct LockOption {
  std::string_view manager;                  ///< Family of the package manager.
  std::span<const std::string_view> locks;   ///< Names of its lock files, the usual one first.
  std::string_view option;                   ///< Forbids it.
  std::span<const std::string_view> others;  ///< Do as well, or say that it is meant.
  bool obeys_ci = false;                     ///< With `CI` in the environment it refuses of itself.
};

namespace tables {
extern const std::span<const LockOption> lock_options;  // in order of the table
}  // namespace tables

}  // namespace seaworthy::knowledge
