#pragma once

#include <string_view>

#include "yaml/node.h"

namespace seaworthy::rules {

/// The value of a key, aliases followed; null where `node` is no mapping or lacks the key.
inline const yaml::Node* value_of(const yaml::Node& node, std::string_view key) {
  const yaml::Node* const found = node.is_mapping() ? node.get(key) : nullptr;
  return found != nullptr ? &found->resolved() : nullptr;
}

}  // namespace seaworthy::rules
