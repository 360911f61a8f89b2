#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

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

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

constexpr bool equal_ignoring_case(std::string_view left, std::string_view right) {
  return left.size() == right.size() &&
         std::equal(left.begin(), left.end(), right.begin(), [](char a, char b) { return lower(a) == lower(b); });
}

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

/// Last component of a path; the path itself without a slash.
constexpr std::string_view base_name(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

}  // namespace seaworthy::rules
