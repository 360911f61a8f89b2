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
  for (std::size_t begin = 0; begin < blank_separated.size();) {
    const std::size_t end = std::min(blank_separated.find(' ', begin), blank_separated.size());
    if (blank_separated.substr(begin, end - begin) == word) return true;
    begin = end + 1;
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
