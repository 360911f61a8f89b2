#pragma once

#include <string_view>

#include "base/ascii.h"
#include "yaml/node.h"

/// What rules read in YAML that nothing has made a model of. A null node is one that is not there.
namespace seaworthy::rules {

/// The value of a key, aliases followed; null where `node` is no mapping or lacks the key.
inline const yaml::Node* value_of(const yaml::Node& node, std::string_view key) {
  const yaml::Node* const found = node.is_mapping() ? node.get(key) : nullptr;
  return found != nullptr ? &found->resolved() : nullptr;
}

/// The value of a key, by whose alias the mapping may be written; null where there is none.
inline const yaml::Node* child(const yaml::Node* node, std::string_view key) {
  return node != nullptr && node->resolved().is_mapping() ? node->resolved().get(key) : nullptr;
}

/// The same by a key in any case.
inline const yaml::Node* child_ignoring_case(const yaml::Node* node, std::string_view key) {
  if (node == nullptr || !node->resolved().is_mapping()) return nullptr;
  for (const yaml::Entry& entry : node->resolved().entries)
    if (ascii::equal_ignoring_case(entry.key->text, key)) return entry.value;
  return nullptr;
}

/// The text of a scalar; "" for everything else.
inline std::string_view scalar(const yaml::Node* node) {
  return node != nullptr && node->resolved().is_scalar() ? node->resolved().text : std::string_view();
}

}  // namespace seaworthy::rules
