#include "dockerfile/words.h"

#include <algorithm>

namespace seaworthy::dockerfile {

std::vector<Part> split_at_separators(std::string_view text, Part part) {
  std::vector<Part> words;
  if (part.empty()) return words;
  std::uint32_t begin = part.begin;
  for (std::uint32_t at = part.begin; at <= part.end; ++at) {
    if (at < part.end && !is_separator(text[at])) continue;
    words.push_back({begin, at});
    if (at == part.end) break;
    while (at + 1 < part.end && is_separator(text[at + 1])) ++at;
    begin = at + 1;
  }
  return words;
}

std::vector<Part> split_outside_quotes(std::string_view text, Part part, char escape) {
  std::vector<Part> words;
  std::uint32_t at = part.begin;
  while (at < part.end) {
    const Character first = character_at(text, at);
    if (is_space(first.value)) {
      at += first.width;
      continue;
    }
    const std::uint32_t begin = at;
    std::uint32_t end = at;
    char quote = '\0';
    while (at < part.end) {
      const Character character = character_at(text, at);
      const char byte = text[at];
      if (quote == '\0' && is_space(character.value)) break;
      if (byte == escape && quote != '\'') {
        // An escape character at the very end is dropped; elsewhere it takes the next character with it.
        if (at + 1 == part.end) {
          at = part.end;
          break;
        }
        at += 1 + character_at(text, at + 1).width;
        end = at = std::min(at, part.end);
        continue;
      }
      if (quote != '\0') {
        if (byte == quote) quote = '\0';
      } else if (byte == '\'' || byte == '"') {
        quote = byte;
      }
      at += character.width;
      end = at;
    }
    if (end > begin) words.push_back({begin, end});
  }
  return words;
}

std::uint32_t RawFlag::offset(std::uint32_t text_offset) const {
  if (pieces.empty()) return part.begin + text_offset;
  const auto after =
      std::upper_bound(pieces.begin(), pieces.end(), text_offset,
                       [](std::uint32_t at, const MappedPiece& piece) { return at < piece.text_offset; });
  const MappedPiece& piece = *(after - 1);
  return piece.source_offset + (text_offset - piece.text_offset);
}

Part split_flags(std::string_view text, Part part, char escape, std::vector<RawFlag>& flags) {
  std::uint32_t at = part.begin;
  for (;;) {
    while (at < part.end && is_space_byte(text[at])) ++at;
    if (at == part.end) return {part.end, part.end};
    if (text[at] != '-' || at + 1 == part.end || text[at + 1] != '-') return trimmed(text, {at, part.end});

    RawFlag flag;
    flag.part.begin = at;
    char quote = '\0';
    std::uint32_t expected = at;  // Where the next character stands when nothing was removed.
    flag.pieces.push_back({0, at});
    while (at < part.end && (quote != '\0' || !is_space_byte(text[at]))) {
      const char byte = text[at];
      if (quote == '\0' && (byte == '\'' || byte == '"')) {
        quote = byte;
        ++at;
        continue;
      }
      if (quote != '\0' && byte == quote) {
        quote = '\0';
        ++at;
        continue;
      }
      if (byte == escape) {
        ++at;
        if (at == part.end) break;  // An escape character at the very end is dropped.
      }
      if (at != expected) flag.pieces.push_back({static_cast<std::uint32_t>(flag.text.size()), at});
      flag.text.push_back(text[at++]);
      expected = at;
    }
    flag.part.end = at;
    if (flag.pieces.size() == 1) flag.pieces.clear();
    if (flag.text == "--") return trimmed(text, {at, part.end});
    flags.push_back(std::move(flag));
  }
}

}  // namespace seaworthy::dockerfile
