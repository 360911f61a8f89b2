#pragma once

#include "dockerfile/ast.h"

namespace seaworthy::rules {

/// Calls `visit(instruction, command)` for the commands of every RUN of a stage and then of those that it is built on,
/// until one call returns true; whether one did.
template <class Visit>
bool any_run_command(const dockerfile::Stage& stage, const Visit& visit) {
  for (const dockerfile::Stage* part = &stage; part != nullptr; part = part->parent)
    for (const dockerfile::Instruction* const instruction : part->instructions) {
      if (instruction->op != dockerfile::Op::run || instruction->script == nullptr) continue;
      for (const shell::Node* const command : instruction->script->commands)
        if (visit(*instruction, *command)) return true;
    }
  return false;
}

/// The same for all of them.
template <class Visit>
void each_run_command(const dockerfile::Stage& stage, const Visit& visit) {
  any_run_command(stage, [&](const dockerfile::Instruction& instruction, const shell::Node& command) {
    visit(instruction, command);
    return false;
  });
}

}  // namespace seaworthy::rules
