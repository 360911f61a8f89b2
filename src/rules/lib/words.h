#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "base/ascii.h"
#include "base/path_text.h"

namespace seaworthy::rules {

/// Whether `word` is one of the words of a blank-separated list.
constexpr bool is_one_of(std::string_view blank_separated, std::string_view word) {
  if (word.empty()) return false;
  // Most words are not even a part of the list; where one is, it must stand between blanks.
  for (std::size_t at = blank_separated.find(word); at != std::string_view::npos;
       at = blank_separated.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || blank_separated[at - 1] == ' ') && (end == blank_separated.size() || blank_separated[end] == ' '))
      return word.find(' ') == std::string_view::npos;
  }
  return false;
}

using ascii::equal_ignoring_case;
using ascii::is_digit;
constexpr char lower(char c) { return ascii::to_lower(c); }

constexpr bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

constexpr bool is_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

/// What stands before the first `separator`, or everything.
constexpr std::string_view before(std::string_view text, char separator) {
  return text.substr(0, text.find(separator));
}

}  // namespace seaworthy::rules
