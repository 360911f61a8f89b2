#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/ascii.h"

namespace seaworthy::dockerfile {

/// Stands for the end of the text where a character is expected.
inline constexpr char32_t end_of_text = 0xffffffff;
inline constexpr char32_t replacement_character = 0xfffd;

struct Character {
  char32_t value = end_of_text;
  std::uint32_t width = 0;  ///< Bytes; 0 at the end.
};

/// The character at `at`. A byte that is no UTF-8 counts as one replacement character of width 1.
Character character_at(std::string_view text, std::size_t at);
void append(std::string& text, char32_t character);

/// White space as the builder's language counts it when it works on characters: the Unicode property.
bool is_space(char32_t character);
bool is_letter(char32_t character);
bool is_digit(char32_t character);
/// White space as the builder counts it where it works on single bytes: two bytes of the upper half are in it.
constexpr bool is_space_byte(char byte) {
  return byte == ' ' || (byte >= '\t' && byte <= '\r') || byte == '\x85' || byte == '\xa0';
}
/// What separates words of an instruction.
constexpr bool is_separator(char byte) {
  return byte == ' ' || byte == '\t' || byte == '\v' || byte == '\f' || byte == '\r';
}

/// Half-open part of a text.
struct Part {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  constexpr bool empty() const { return begin == end; }
};
inline std::string_view in(std::string_view text, Part part) { return text.substr(part.begin, part.end - part.begin); }
/// `part` of `text` without white space at its edges.
Part trimmed(std::string_view text, Part part);

using ascii::equal_ignoring_case;
constexpr char lower(char c) { return ascii::to_lower(c); }
constexpr char upper(char c) { return ascii::to_upper(c); }
inline std::string lower(std::string_view text) { return ascii::lowered(text); }
std::string upper(std::string_view text);

}  // namespace seaworthy::dockerfile
