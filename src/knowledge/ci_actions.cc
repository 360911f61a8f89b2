#include "knowledge/ci_actions.h"

#include <algorithm>

namespace seaworthy::knowledge {

const RetiredAction* retired_action(std::string_view action) {
  const auto found = std::ranges::find(tables::retired_actions, action, &RetiredAction::action);
  return found != tables::retired_actions.end() ? &*found : nullptr;
}

const ActionInputs* action_inputs(std::string_view action) {
  const auto found = std::ranges::find(tables::action_inputs, action, &ActionInputs::action);
  return found != tables::action_inputs.end() ? &*found : nullptr;
}

bool registry_wants_login(std::string_view registry) {
  return std::ranges::binary_search(tables::registries_with_login, registry);
}

}  // namespace seaworthy::knowledge
