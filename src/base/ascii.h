#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// Text functions that know ASCII only, whatever the locale.
namespace seaworthy::ascii {

constexpr char to_lower(char character) {
  return character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a') : character;
}
constexpr char to_upper(char character) {
  return character >= 'a' && character <= 'z' ? static_cast<char>(character - 'a' + 'A') : character;
}
constexpr bool is_digit(char character) { return character >= '0' && character <= '9'; }
constexpr bool is_letter(char character) { return to_lower(character) >= 'a' && to_lower(character) <= 'z'; }
constexpr bool is_alphanumeric(char character) { return is_digit(character) || is_letter(character); }
constexpr bool is_space(char character) {
  return character == ' ' || character == '\t' || character == '\n' || character == '\r' || character == '\f' ||
         character == '\v';
}

/// Without white space at both ends.
constexpr std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

inline std::string lowered(std::string_view text) {
  std::string result(text);
  for (char& character : result) character = to_lower(character);
  return result;
}

constexpr bool equal_ignoring_case(std::string_view left, std::string_view right) {
  if (left.size() != right.size()) return false;
  for (std::size_t index = 0; index < left.size(); ++index) {
    if (to_lower(left[index]) != to_lower(right[index])) return false;
  }
  return true;
}

/// `part` is not empty.
constexpr bool contains_ignoring_case(std::string_view text, std::string_view part) {
  const char first = to_lower(part.front());
  for (std::size_t begin = 0; begin + part.size() <= text.size(); ++begin) {
    if (to_lower(text[begin]) == first && equal_ignoring_case(text.substr(begin, part.size()), part)) return true;
  }
  return false;
}

}  // namespace seaworthy::ascii
