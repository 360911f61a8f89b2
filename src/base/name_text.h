#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "base/ascii.h"

namespace seaworthy::ascii {

/// What the name of a variable is made of: letters, digits and `_`.
constexpr bool is_name_character(char character) { return is_alphanumeric(character) || character == '_'; }

/// Whether a text may be the name of a variable of the environment, as these are mostly written: `REDIS_URL`.
constexpr bool is_variable_name(std::string_view text) {
  return text.size() > 1 && text.front() >= 'A' && text.front() <= 'Z' &&
         std::ranges::all_of(text, [](char c) { return is_name_character(c) && (c < 'a' || c > 'z'); });
}

/// Where a name stands in a text and is no part of a longer one, from an offset on; npos when it does not.
constexpr std::size_t find_name(std::string_view text, std::string_view name, std::size_t from = 0) {
  for (std::size_t at = text.find(name, from); at != std::string_view::npos; at = text.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    if ((at == 0 || !is_name_character(text[at - 1])) && (end == text.size() || !is_name_character(text[end])))
      return at;
  }
  return std::string_view::npos;
}

}  // namespace seaworthy::ascii
