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

/// The inputs that an action knows.
struct ActionInputs {
  std::string_view action;  ///< "docker/build-push-action"
  std::uint16_t since = 0;  ///< First major version that it holds for.
  std::span<const std::string_view> inputs;
  std::span<const std::string_view> mistaken;  ///< What people write instead ...
  std::span<const std::string_view> meant;     ///< ... of these, in the same order.
  bool outputs_known = false;
  std::span<const std::string_view> outputs = {};  ///< All outputs of a step with the action, when they are known.
};
/// The row of an action; null for one whose inputs are not known.
const ActionInputs* action_inputs(std::string_view action);

/// Whether a registry ("docker.io", "ghcr.io") takes nothing from whoever has not logged in.
bool registry_wants_login(std::string_view registry);

namespace tables {
extern const std::span<const RetiredAction> retired_actions;
extern const std::span<const ActionInputs> action_inputs;
extern const std::span<const std::string_view> registries_with_login;
}  // namespace tables
}  // namespace seaworthy::knowledge
