#include "dockerfile/characters.h"

#include <utf8proc.h>

#include <algorithm>

namespace seaworthy::dockerfile {

Character character_at(std::string_view text, std::size_t at) {
  if (at >= text.size()) return {};
  const auto lead = static_cast<unsigned char>(text[at]);
  if (lead < 0x80) return {lead, 1};
  utf8proc_int32_t value = 0;
  const utf8proc_ssize_t width =
      utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data() + at),
                       static_cast<utf8proc_ssize_t>(std::min<std::size_t>(text.size() - at, 4)), &value);
  if (width <= 0) return {replacement_character, 1};
  return {static_cast<char32_t>(value), static_cast<std::uint32_t>(width)};
}

void append(std::string& text, char32_t character) {
  if (character < 0x80) {
    text.push_back(static_cast<char>(character));
    return;
  }
  utf8proc_uint8_t bytes[4];
  const utf8proc_ssize_t width = utf8proc_encode_char(static_cast<utf8proc_int32_t>(character), bytes);
  text.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(width));
}

bool is_space(char32_t character) {
  if (character < 0x80) return character == ' ' || (character >= '\t' && character <= '\r');
  switch (character) {
    case 0x85:
    case 0xa0:
    case 0x1680:
    case 0x2028:
    case 0x2029:
    case 0x202f:
    case 0x205f:
    case 0x3000:
      return true;
    default:
      return character >= 0x2000 && character <= 0x200a;
  }
}

bool is_letter(char32_t character) {
  if (character < 0x80) return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
  if (character == end_of_text) return false;
  const auto category = utf8proc_category(static_cast<utf8proc_int32_t>(character));
  return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
}

bool is_digit(char32_t character) {
  if (character < 0x80) return character >= '0' && character <= '9';
  if (character == end_of_text) return false;
  return utf8proc_category(static_cast<utf8proc_int32_t>(character)) == UTF8PROC_CATEGORY_ND;
}

Part trimmed(std::string_view text, Part part) {
  while (part.begin < part.end) {
    const Character first = character_at(text, part.begin);
    if (!is_space(first.value)) break;
    part.begin += first.width;
  }
  while (part.end > part.begin) {
    // Step back over one character: at most three continuation bytes stand before its lead byte.
    std::uint32_t start = part.end - 1;
    while (start > part.begin && part.end - start < 4 && (static_cast<unsigned char>(text[start]) & 0xc0) == 0x80)
      --start;
    const Character last = character_at(text, start);
    if (start + last.width != part.end || !is_space(last.value)) break;
    part.end = start;
  }
  return part;
}

std::string upper(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = upper(c);
  return result;
}

}  // namespace seaworthy::dockerfile
