#pragma once

#include <algorithm>
#include <string_view>

#include "dockerfile/ast.h"

namespace seaworthy::rules {

/// Whether an ARG of the Dockerfile takes a build argument.
inline bool takes_argument(const dockerfile::File& file, std::string_view name) {
  return std::ranges::any_of(file.instructions, [&](const dockerfile::Instruction* instruction) {
    return instruction->op == dockerfile::Op::arg &&
           std::ranges::any_of(instruction->pairs, [&](const dockerfile::Pair& pair) { return pair.key.text == name; });
  });
}

}  // namespace seaworthy::rules
