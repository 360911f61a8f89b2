#include "rules/lib/probe_outcome.h"

#include <algorithm>

namespace seaworthy::rules {

bool is_success(const project::ProbeCommand& command) {
  if (command.program == "true" || command.program == ":" || command.program == "echo") return true;
  return command.program == "exit" && command.words.size() > 1 && command.words[1] == "0";
}

/// The last thing that a node does: of `a; b` it is `b`.
static const shell::Node* last_of(const shell::Node* node) {
  while (node != nullptr && node->kind == shell::NodeKind::list && !node->children.empty())
    node = node->children.back();
  return node;
}

/// Whether a script ends in `if ...; then echo 0; else echo 1; fi`, which prints what people take for a status.
static bool prints_both_ways(const shell::Node* root) {
  const shell::Node* const choice = last_of(root);
  if (choice == nullptr || choice->kind != shell::NodeKind::if_clause || !choice->has_else) return false;
  const std::size_t last = choice->children.size() - 1;
  for (std::size_t at = 1; at <= last; at += at + 2 > last ? 1 : 2) {
    const shell::Node* const end = last_of(choice->children[at]);
    if (end == nullptr || end->kind != shell::NodeKind::simple || end->words.empty() ||
        (end->words.front().text != "echo" && end->words.front().text != "printf"))
      return false;
  }
  return true;
}

const project::ProbeCommand* forced_success(const project::Service& service, const project::Probe& probe) {
  if (probe.commands.size() < 2 || service.probe.command.script == nullptr) return nullptr;
  const project::ProbeCommand& last = probe.commands.back();
  if (prints_both_ways(service.probe.command.script->root)) return &last;
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
