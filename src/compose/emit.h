#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "compose/shape.h"

namespace seaworthy::compose {

/// How a tree is printed.
struct Emission {
  std::string_view root;  ///< In front of paths that are relative to the audited root.
  /// The folder that they are shown relative to instead, itself relative to the root.
  std::optional<std::string_view> relative_to;
  const Structure* structure = nullptr;  ///< Null: keys sorted, nothing added or left out.
  bool compact = false;                  ///< JSON without white space.
};

/// JSON as Go's encoder prints it, two spaces a level.
std::string emit_json(const Value& value, const Emission& emission);
/// YAML as the Go library that Compose uses prints it.
std::string emit_yaml(const Value& value, const Emission& emission);

/// A text as a JSON string, quotes included.
std::string json_text(std::string_view text);
/// The text of a value; a path that is relative to the root as the emission says.
std::string shown_text(const Value& value, const Emission& emission);

}  // namespace seaworthy::compose
