#pragma once

#include <cstdint>
#include <span>
#include <string_view>

/// Values of variables that belong to development. Rows of knowledge/development_values.yaml.
namespace seaworthy::knowledge {

struct DevelopmentValue {
  enum class Kind : std::uint8_t {
    debug,
    any_debug,  ///< By a name of many programs, some of which only log more.
    environment,
    origin,
    host,
    mail,      ///< Mails are written to a log or thrown away.
    volatile_  ///< What has to outlive a request is kept in the memory of one process.
  };
  std::string_view variable;                 ///< `*` stands for any text.
  std::span<const std::string_view> values;  ///< In lower case.
  Kind kind = Kind::debug;
  std::string_view effect;   ///< What happens, as a clause: "Django shows settings and source to visitors".
  std::string_view instead;  ///< The value, or a description of it, that belongs there.
};

/// The row that a variable with this value falls under, letter case of the value aside; null when there is none.
const DevelopmentValue* development_value(std::string_view variable, std::string_view value);

namespace tables {
extern const std::span<const DevelopmentValue> development_values;  // in order of the table
}  // namespace tables
}  // namespace seaworthy::knowledge
