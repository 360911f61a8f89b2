#pragma once

#include <span>
#include <string_view>

#include "rules/rule.h"

/// Which system packages a build may have installed.
namespace seaworthy::rules {

/// Whether anything in a stage up to `until` (null: its end) may bring a system package whose name holds one of
/// `parts`: an instruction that has the text, or a step that cannot be followed.
bool may_bring_package(const Report& report, const dockerfile::Stage& stage, const dockerfile::Instruction* until,
                       std::span<const std::string_view> parts);

}  // namespace seaworthy::rules
