#pragma once

#include "shell/ast.h"

namespace seaworthy::rules {

/// The function whose body a node stands in; null outside of all.
inline const shell::Node* function_around(const shell::Node& node) {
  for (const shell::Node* at = node.parent; at != nullptr; at = at->parent)
    if (at->kind == shell::NodeKind::function) return at;
  return nullptr;
}

}  // namespace seaworthy::rules
