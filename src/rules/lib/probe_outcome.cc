#include "rules/lib/probe_outcome.h"

#include <algorithm>

namespace seaworthy::rules {

bool is_success(const project::ProbeCommand& command) {
  if (command.program == "true" || command.program == ":" || command.program == "echo") return true;
  return command.program == "exit" && command.words.size() > 1 && command.words[1] == "0";
}

const project::ProbeCommand* forced_success(const project::Service& service, const project::Probe& probe) {
  if (probe.commands.size() < 2 || service.probe.command.script == nullptr) return nullptr;
  const project::ProbeCommand& last = probe.commands.back();
  if (last.node == nullptr || !is_success(last)) return nullptr;
  // `a || exit 1; exit 0` can fail, and so can `a && echo ok`.
  if (last.node->joined_by == "&&" || last.node->joined_by == "|") return nullptr;
  const shell::Node* const root = service.probe.command.script->root;
  const shell::Node* const parent = last.node->parent;
  if (parent == nullptr || (parent != root && parent->parent != root)) return nullptr;
  const bool ends_itself = std::ranges::any_of(probe.commands, [&](const project::ProbeCommand& command) {
    return &command != &last && command.program == "exit";
  });
  return ends_itself ? nullptr : &last;
}

}  // namespace seaworthy::rules
