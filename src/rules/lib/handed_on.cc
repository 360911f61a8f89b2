#include "rules/lib/handed_on.h"

namespace seaworthy::rules {

const shell::Node* runs_arguments(const shell::Script& script) {
  if (script.root == nullptr) return nullptr;
  const shell::Node* node = script.root;
  while (!node->children.empty() && (node->kind == shell::NodeKind::list || node->kind == shell::NodeKind::and_or))
    node = node->children.back();
  if (node->kind != shell::NodeKind::simple) return nullptr;
  const bool is_exec = node->words.size() == 2 && node->words[0].text == "exec" && node->words[1].text == "$@";
  return is_exec || (node->words.size() == 1 && node->words[0].text == "$@") ? node : nullptr;
}

}  // namespace seaworthy::rules
