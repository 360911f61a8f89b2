#include "text/mapped.h"

#include <algorithm>

namespace seaworthy {

std::uint32_t MappedText::source_offset(std::uint32_t text_offset) const {
  if (pieces.empty()) return base + text_offset;
  const auto after =
      std::upper_bound(pieces.begin(), pieces.end(), text_offset,
                       [](std::uint32_t offset, const MappedPiece& piece) { return offset < piece.text_offset; });
  const MappedPiece& piece = *(after - 1);
  return piece.source_offset + (text_offset - piece.text_offset);
}

Span MappedText::span(std::uint32_t begin, std::uint32_t end) const {
  const std::uint32_t first = source_offset(begin);
  // The end is mapped through the last byte inside, so that a continuation right after the range stays outside.
  const std::uint32_t last = end > begin ? source_offset(end - 1) + 1 : first;
  return {file, first, last};
}

}  // namespace seaworthy
