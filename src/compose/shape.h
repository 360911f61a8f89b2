#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "compose/context.h"

namespace seaworthy::compose {

/// What a value of the canonical model is, and so how it is read and printed.
enum class Shape : std::uint8_t {
  text,
  integer,
  natural,           ///< No negative numbers.
  natural_if_given,  ///< Zero is printed too.
  boolean,
  boolean_if_given,  ///< False is printed too.
  true_by_default,   ///< Printed only when false.
  real32,
  bytes,
  duration,
  duration_if_given,
  file_mode,
  count,  ///< A number or `all`.
  integer_if_given,
  texts,    ///< A list, or one text.
  command,  ///< Words; an empty list clears the image's.
  probe,
  mapping,    ///< Texts by name; null is "".
  variables,  ///< Texts by name; null stays null.
  multi_options,
  hosts,
  ulimits,
  ssh,
  object,  ///< Present even when no file gave it; JSON prints it empty.
  object_if_given,
  objects,
  object_map,
  nullable_map,  ///< Objects by name, each may be null.
  anything,
};

struct Structure;

struct ShapeField {
  std::string_view name;
  Shape shape = Shape::text;
  const Structure* type = nullptr;
  std::string_view json_name;  ///< Where JSON spells it otherwise.
  bool always = false;         ///< Printed even when empty.
  bool json_null = false;      ///< JSON prints null when it is not given.
};

/// The attributes of one kind of object in the order in which Compose prints them.
struct Structure {
  std::span<const ShapeField> fields;
  const ShapeField* find(std::string_view name) const;
};

/// The members of a mapping, asked for by the names of fields. A structure has many times the fields that a file gives,
/// so that most names are told to be absent before any is compared.
class GivenFields {
 public:
  explicit GivenFields(const Value& mapping) : mapping_(mapping) {
    for (const Member& member : mapping.members) present_ |= bit_of(member.key);
  }
  const Member* find(std::string_view name) const {
    if ((present_ & bit_of(name)) == 0) return nullptr;
    for (const Member& member : mapping_.members)
      if (member.key == name) return &member;
    return nullptr;
  }
  const Value* get(std::string_view name) const {
    const Member* const member = find(name);
    return member != nullptr ? member->value : nullptr;
  }

 private:
  /// Names of a length that begin and end alike share a bit.
  static std::uint64_t bit_of(std::string_view name) {
    if (name.empty()) return 1;
    const auto letter = [](char c) { return static_cast<std::size_t>(static_cast<unsigned char>(c)); };
    return std::uint64_t{1} << ((name.size() * 5 + letter(name.front()) * 3 + letter(name.back())) % 64);
  }

  const Value& mapping_;
  std::uint64_t present_ = 0;
};

/// The whole model.
extern const Structure project_structure;

/// Reads a normalised tree into its canonical form: attributes in print order, values of the right type, empty ones
/// left out, `x-` extensions at the end. What cannot be read is reported and left out.
const Value* to_model(Context& context, const Value* root);

}  // namespace seaworthy::compose
