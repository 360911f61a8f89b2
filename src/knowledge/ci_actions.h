#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace seaworthy::knowledge {

/// Releases of a CI action that no longer work.
struct RetiredAction {
  std::string_view action;  ///< "actions/cache"
  std::uint16_t last = 0;   ///< Newest major version that no longer works.
  std::string_view ended;   ///< Day on which its platform switched it off.
};
/// The row of an action, whatever its version; null for one that works in every version.
const RetiredAction* retired_action(std::string_view action);

namespace tables {
extern const std::span<const RetiredAction> retired_actions;
}  // namespace tables
}  // namespace seaworthy::knowledge
