#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

/// The schemas of the Compose specification and of Swarm's stack files as tables; the generator fills them from
/// knowledge/schema.
namespace seaworthy::compose::schema {

enum class KeyPattern : std::uint8_t { none, any, name, lower };
enum class TextPattern : std::uint8_t { none, pull_policy, container_name, duration };

inline constexpr double no_limit = std::numeric_limits<double>::infinity();

/// Types as bits.
inline constexpr std::uint8_t type_null = 1, type_boolean = 2, type_integer = 4, type_number = 8, type_string = 16,
                              type_array = 32, type_object = 64;

struct Slice {
  std::int16_t first = 0;
  std::int16_t count = 0;
};

struct Property {
  std::string_view name;
  std::int16_t node = 0;
};

struct Node {
  std::uint8_t types = 0;   ///< 0: any.
  bool closed = false;      ///< Keys that are neither properties nor match the pattern are wrong.
  bool extensions = false;  ///< Keys may begin with `x-`.
  bool unique = false;      ///< No two items of a list are equal.
  KeyPattern key_pattern = KeyPattern::none;
  TextPattern text_pattern = TextPattern::none;
  std::int16_t pattern_node = -1;
  std::int16_t items = -1;
  Slice properties;  ///< Sorted by name.
  Slice branches;    ///< `oneOf`; told apart by type.
  Slice enumeration;
  Slice required;
  Slice any_required;  ///< One of these keys must be there.
  double minimum = -no_limit;
  double maximum = no_limit;
  std::uint8_t since = 0;          ///< Stack files: the first version 3.x of the format that has it.
  std::uint8_t closed_before = 0;  ///< Stack files: from this version 3.x on `closed` no longer holds.
};

/// What to do in place of a key that stack files do not have.
struct Advice {
  std::string_view key;
  std::string_view text;
};

extern const std::span<const Property> properties;
extern const std::span<const std::string_view> texts;
extern const std::span<const std::int16_t> children;
extern const std::span<const Node> nodes;
extern const std::int16_t root;
extern const std::int16_t stack_file_root;
extern const std::span<const Advice> instead;  ///< Sorted by key.

}  // namespace seaworthy::compose::schema
