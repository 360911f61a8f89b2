#pragma once

#include <cstddef>
#include <string_view>

#include "base/ascii.h"

/// Small helpers that the lookups share. ASCII only, so that no locale plays a part.
namespace seaworthy::knowledge {

using ascii::equal_ignoring_case;
using ascii::is_alphanumeric;
using ascii::is_digit;
constexpr char lower(char c) { return ascii::to_lower(c); }
constexpr char upper(char c) { return ascii::to_upper(c); }

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
