#include "knowledge/ci_actions.h"

#include <algorithm>

namespace seaworthy::knowledge {

const RetiredAction* retired_action(std::string_view action) {
  const auto found = std::ranges::find(tables::retired_actions, action, &RetiredAction::action);
  return found != tables::retired_actions.end() ? &*found : nullptr;
}

}  // namespace seaworthy::knowledge
