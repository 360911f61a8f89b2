#include "rules/lib/pipes.h"

#include "rules/lib/words.h"
#include "shell/command.h"
#include "shell/parse.h"

namespace seaworthy::rules {
namespace {

bool shell_sets_pipefail(const dockerfile::Instruction& run) {
  const dockerfile::Instruction* in_force = nullptr;
  for (const dockerfile::Stage* stage = run.stage; stage != nullptr && in_force == nullptr; stage = stage->parent)
    for (const dockerfile::Instruction* instruction : stage->instructions) {
      if (stage == run.stage && instruction->span.begin >= run.span.begin) break;
      if (instruction->op == dockerfile::Op::shell) in_force = instruction;
    }
  if (in_force == nullptr) return false;
  for (const dockerfile::Word& word : in_force->arguments)
    if (contains(word.text, "pipefail")) return true;
  return false;
}

bool script_sets_pipefail(const shell::Script& script) {
  for (const shell::Node* node : script.commands) {
    const shell::Invocation command = shell::invocation(*node);
    if (command.program != "set" && !shell::is_shell(command.program)) continue;
    for (const shell::Word& word : command.arguments)
      if (word.text == "pipefail" || contains(word.text, "o pipefail")) return true;
  }
  return false;
}

/// Whether the failure of a command before the last one would matter: something that fetches or makes what is read.
bool matters(const shell::Node& pipeline) {
  for (std::size_t i = 0; i + 1 < pipeline.children.size(); ++i) {
    const shell::Node& child = *pipeline.children[i];
    if (child.kind != shell::NodeKind::simple) return true;
    const std::string_view program = shell::invocation(child).program;
    if (!is_one_of("echo printf yes cat true : ls find grep sed awk cut head tail sort tr env set ldd dpkg dpkg-query "
                   "xargs which "
                   "command uname id date getent scanelf apk seq wc basename dirname dpkg-architecture rpm nproc find",
                   program))
      return true;
  }
  return false;
}

/// `if a | b; then`: the state of the pipeline is asked for.
bool is_condition_of(const shell::Node& clause, const shell::Node* part) {
  for (std::size_t i = 0; i < clause.children.size(); ++i) {
    if (clause.children[i] != part) continue;
    if (clause.kind != shell::NodeKind::if_clause) return i == 0;
    return i % 2 == 0 && !(clause.has_else && i + 1 == clause.children.size());
  }
  return false;
}

const shell::Node* find_pipeline(const shell::Node& node, int depth) {
  if (depth > 60) return nullptr;
  if (node.kind == shell::NodeKind::pipeline && node.children.size() > 1) {
    const shell::Node* const parent = node.parent;
    bool is_condition = false;
    for (const shell::Node* part = &node; part->parent != nullptr; part = part->parent) {
      const shell::NodeKind kind = part->parent->kind;
      if (kind == shell::NodeKind::if_clause || kind == shell::NodeKind::while_loop ||
          kind == shell::NodeKind::until_loop)
        is_condition = is_condition || is_condition_of(*part->parent, part);
    }
    // `a | b || true` says that a failure does not matter.
    bool excused = false;
    if (parent != nullptr && parent->kind == shell::NodeKind::and_or)
      for (std::size_t i = 0; i + 1 < parent->children.size(); ++i)
        excused = excused || (parent->children[i] == &node && parent->children[i + 1]->joined_by == "||");
    if (!is_condition && !excused && matters(node)) return &node;
  }
  for (const shell::Node* child : node.children)
    if (const shell::Node* const found = find_pipeline(*child, depth + 1)) return found;
  return nullptr;
}

}  // namespace

bool sets_pipefail(const dockerfile::Instruction& run) {
  return shell_sets_pipefail(run) || (run.script != nullptr && script_sets_pipefail(*run.script));
}

const shell::Node* pipe_that_matters(const shell::Script& script) {
  return script.root == nullptr ? nullptr : find_pipeline(*script.root, 0);
}

const shell::Node* any_pipe(const shell::Script& script) {
  for (const shell::Node* node : script.commands)
    for (const shell::Node* up = node->parent; up != nullptr; up = up->parent)
      if (up->kind == shell::NodeKind::pipeline && up->children.size() > 1) return up;
  return nullptr;
}

}  // namespace seaworthy::rules
