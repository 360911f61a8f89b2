#pragma once

#include <string_view>

#include "dockerfile/ast.h"

/// Which extensions of PHP an image may have that is built on the official one.
namespace seaworthy::rules {

/// Whether the official image has an extension as it comes.
bool is_built_into_php(std::string_view extension);

/// Whether a step of the stage or of what it is built on may bring an extension; of those before `before`, null: of
/// all. What only a run can tell counts as bringing it.
bool may_bring_extension(const dockerfile::Stage& stage, std::string_view extension,
                         const dockerfile::Instruction* before);

}  // namespace seaworthy::rules
