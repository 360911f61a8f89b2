#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "text/mapped.h"
#include "text/source.h"

namespace seaworthy::nginx {

/// One word of a directive.
struct Word {
  Span span;              ///< Quotes included.
  std::string_view text;  ///< Quotes and escapes removed.
  bool quoted = false;
};

/// `name parameter... ;` or `name parameter... { children }`.
struct Directive {
  Span span;  ///< To the `;` or the closing brace.
  std::string_view name;
  Span name_span;
  std::span<const Word> parameters;
  bool block = false;
  std::span<const Directive* const> children;  ///< Of a block, in order.
  const Directive* parent = nullptr;

  std::string_view parameter(std::size_t index) const {
    return index < parameters.size() ? parameters[index].text : std::string_view{};
  }
  /// First child of that name; null when there is none.
  const Directive* child(std::string_view wanted) const {
    for (const Directive* directive : children)
      if (directive->name == wanted) return directive;
    return nullptr;
  }
  /// The value in force for a directive that inner blocks inherit: of this block, else of the nearest outer one that
  /// has it; null when nobody sets it.
  const Directive* inherited(std::string_view wanted) const {
    for (const Directive* block_at = this; block_at != nullptr; block_at = block_at->parent)
      if (const Directive* found = block_at->child(wanted); found != nullptr) return found;
    return nullptr;
  }
};

struct Problem {
  Span span;
  std::string_view message;  ///< What is wrong, and where that is plain what would be right.
  bool is_limit = false;     ///< No fault of the file: the block is nested too deeply for us to read.
};

/// A configuration file as written: includes are not resolved here.
struct File {
  FileId source = FileId::none;
  const Directive* root = nullptr;               ///< A block without a name that holds the top level. Never null.
  std::span<const Directive* const> directives;  ///< All, in source order.
  std::span<const Span> comments;
  std::span<const Problem> problems;
};

}  // namespace seaworthy::nginx
