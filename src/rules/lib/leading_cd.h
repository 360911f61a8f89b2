#pragma once

#include "rules/rule.h"
#include "shell/command.h"

namespace seaworthy::rules {

/// Whether a `cd` of a RUN stands where WORKDIR can stand for it: it begins the step, or ends it, and no branch, loop
/// or subshell is around it. Going back at the end sets no folder.
inline bool stands_for_workdir(const CommandSubject& subject) {
  const bool begins = subject.script->commands.front() == subject.invocation.node;
  const bool ends = subject.script->commands.back() == subject.invocation.node;
  if (!begins && !ends) return false;
  for (const shell::Node* node = subject.invocation.node->parent; node != nullptr; node = node->parent)
    if (node->kind != shell::NodeKind::and_or && node->kind != shell::NodeKind::list) return false;
  const std::vector<const shell::Word*> words = subject.invocation.operands();
  if (words.empty() || words.front()->text == "-") return false;
  return !ends || begins || (words.front()->text != "/" && words.front()->text != "..");
}

/// Whether kics lets a `cd` to this folder pass: it leaves absolute ones alone that hold no hidden folder and no `..`.
inline bool is_plain_absolute(std::string_view folder) {
  return folder.starts_with('/') && folder.find("/.") == std::string_view::npos;
}

}  // namespace seaworthy::rules
