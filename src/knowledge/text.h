#pragma once

#include <cstddef>
#include <string_view>

/// Small helpers that the lookups share. ASCII only, so that no locale plays a part.
namespace seaworthy::knowledge {

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
constexpr char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_alphanumeric(char c) { return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z'); }

constexpr bool equal_ignoring_case(std::string_view left, std::string_view right) {
  if (left.size() != right.size()) return false;
  for (std::size_t i = 0; i < left.size(); ++i)
    if (lower(left[i]) != lower(right[i])) return false;
  return true;
}

/// Takes the text before the next `separator` off `rest`; what remains is empty after the last piece.
constexpr std::string_view take(std::string_view& rest, char separator) {
  const std::size_t end = rest.find(separator);
  const std::string_view piece = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return piece;
}

/// The version at the start of a text without a leading `v`: "v2.11.0-alpine" -> "2.11.0"; "" when there is none.
constexpr std::string_view leading_version(std::string_view text) {
  if (text.size() > 1 && lower(text.front()) == 'v') text.remove_prefix(1);
  std::size_t end = 0;
  while (end < text.size() && (is_digit(text[end]) || (text[end] == '.' && end > 0 && end + 1 < text.size() &&
                                                       is_digit(text[end + 1]) && is_digit(text[end - 1]))))
    ++end;
  return text.substr(0, end);
}

/// The version that a tag tells of the image's program: its first part, or the one after `pg` where an extension of
/// PostgreSQL counts its own versions first ("2.14.2-pg16"); "" when it tells none.
std::string_view version_of_tag(std::string_view tag);

}  // namespace seaworthy::knowledge
