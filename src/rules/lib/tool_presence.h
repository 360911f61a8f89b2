#pragma once

#include <optional>
#include <string_view>

#include "rules/rule.h"

/// Whether a program is missing from an image for sure.
namespace seaworthy::rules {

/// How sure it is that a stage lacks a program when `command` of `run` starts (both null: when the stage ends); nothing
/// when it is there or may be. Packages that were installed may have brought it along as a dependency: that is not
/// assumed of programs that hardly any package depends on, and lowers the confidence; for the others it decides.
std::optional<Confidence> lacks_tool(const dockerfile::Stage& stage, std::string_view program,
                                     const dockerfile::Instruction* run = nullptr,
                                     const shell::Node* command = nullptr);

}  // namespace seaworthy::rules
