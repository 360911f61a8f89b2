#pragma once

#include <string>
#include <string_view>

#include "compose/shape.h"

namespace seaworthy::compose {

/// How a tree is printed.
struct Emission {
  std::string_view root;                 ///< In front of paths that are relative to the audited root.
  const Structure* structure = nullptr;  ///< Null: keys sorted, nothing added or left out.
  bool compact = false;                  ///< JSON without white space.
};

/// JSON as Go's encoder prints it, two spaces a level.
std::string emit_json(const Value& value, const Emission& emission);
/// YAML as the Go library that Compose uses prints it.
std::string emit_yaml(const Value& value, const Emission& emission);

/// A text as a JSON string, quotes included.
std::string json_text(std::string_view text);
/// The path that a value names, absolute when it is relative to the root.
std::string shown_text(const Value& value, std::string_view root);

}  // namespace seaworthy::compose
