#pragma once

#include "base/ascii.h"

namespace seaworthy::ascii {

/// What the name of a variable is made of: letters, digits and `_`.
constexpr bool is_name_character(char character) { return is_alphanumeric(character) || character == '_'; }

}  // namespace seaworthy::ascii
