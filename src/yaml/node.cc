#include "yaml/node.h"

namespace seaworthy::yaml {

const Entry* Node::entry(std::string_view key) const {
  for (const Entry& entry : entries)
    if (entry.key->kind != Kind::sequence && entry.key->kind != Kind::mapping && entry.key->resolved().text == key)
      return &entry;
  return nullptr;
}

const Node* Node::get(std::string_view key) const {
  const Entry* const found = entry(key);
  return found != nullptr ? &found->value->resolved() : nullptr;
}

MappedText Node::mapped() const {
  const bool quoted = style == Style::single_quoted || style == Style::double_quoted;
  return {text, span.file, pieces, span.begin + (quoted ? 1 : 0)};
}

}  // namespace seaworthy::yaml
