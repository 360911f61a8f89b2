#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "code/token.h"

/// Classes whose fields are filled from the environment: BaseSettings of Python's pydantic.
namespace seaworthy::code {

/// One field of such a class. Places are indexes of tokens.
struct SettingsField {
  std::uint32_t class_name = 0;
  std::uint32_t name = 0;
  std::uint32_t type_begin = 0;
  std::uint32_t type_end = 0;  ///< Behind the last token of the type,
  std::uint32_t end = 0;       ///< and of the whole field.
  bool has_default = false;
  std::uint32_t value = 0;  ///< The default where it is a plain string, number or truth value; else 0.
  /// The variable that fills it: the field's name behind the prefix of its class, or its alias; in capitals unless the
  /// class tells apart. "" where that cannot be told.
  std::string variable;
  bool any_case = true;  ///< The variable may be written in any case.
};

/// The fields of all classes of settings in a source, in its order: of those that are made from BaseSettings or from
/// another such class of the same source.
/// Source: https://docs.pydantic.dev/latest/concepts/pydantic_settings/ (environment variable names).
std::vector<SettingsField> settings_fields(std::string_view source, std::span<const Token> tokens);

/// The variable whose field has its default at an offset of a source of Python; "" where that cannot be told, nothing
/// where no field stands there.
std::optional<std::string> settings_variable_at(std::string_view source, std::size_t offset);

}  // namespace seaworthy::code
