#pragma once

#include "shell/ast.h"

namespace seaworthy::shell {

/// What a script gives to the variable which is all of `word` (`$FILE`, `"${FILE}"`), by the first assignment that
/// stands before `until`, or anywhere when that is null. Null for other words, and where nothing assigns it.
inline const Word* assigned_value(const Script& script, const Word& word, const Node* until = nullptr) {
  if (word.expansions.size() != 1 || word.expansions.front().kind != ExpansionKind::parameter) return nullptr;
  const std::string_view name = word.expansions.front().name;
  std::string_view text = word.text;
  if (text.starts_with("${") && text.ends_with('}'))
    text = text.substr(2, text.size() - 3);
  else if (text.starts_with('$'))
    text.remove_prefix(1);
  if (text != name) return nullptr;
  for (const Node* const node : script.commands) {
    if (node == until) return nullptr;
    for (const Assignment& assignment : node->assignments)
      if (assignment.name == name) return &assignment.value;
  }
  return nullptr;
}

}  // namespace seaworthy::shell
