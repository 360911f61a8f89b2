#pragma once

#include <string_view>

#include "base/ascii.h"

/// How variables and settings say yes and no.
namespace seaworthy::rules {

constexpr bool is_on(std::string_view value) {
  return value == "1" || ascii::equal_ignoring_case(value, "true") || ascii::equal_ignoring_case(value, "yes") ||
         ascii::equal_ignoring_case(value, "on");
}

constexpr bool is_off(std::string_view value) {
  return value == "0" || ascii::equal_ignoring_case(value, "false") || ascii::equal_ignoring_case(value, "no") ||
         ascii::equal_ignoring_case(value, "off");
}

}  // namespace seaworthy::rules
