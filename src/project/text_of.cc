#include "project/text_of.h"

#include <algorithm>
#include <vector>

namespace seaworthy::project {
namespace {

/// Length of `$$`, `$NAME` or `${...}` at the start of a text; 0 when it is none.
std::size_t reference_length(std::string_view text) {
  if (text.size() < 2 || text[0] != '$') return 0;
  if (text[1] == '$') return 2;
  if (text[1] == '{') {
    int depth = 0;
    for (std::size_t at = 1; at < text.size(); ++at) {
      if (text[at] == '{') ++depth;
      if (text[at] == '}' && --depth == 0) return at + 1;
    }
    return 0;
  }
  std::size_t length = 1;
  while (length < text.size() &&
         (text[length] == '_' || (text[length] >= '0' && text[length] <= '9') ||
          (text[length] >= 'A' && text[length] <= 'Z') || (text[length] >= 'a' && text[length] <= 'z')))
    ++length;
  return length > 1 ? length : 0;
}

}  // namespace

MappedText text_of(const compose::Value& value, Arena& arena) {
  MappedText result;
  result.text = value.text;
  const Span span = value.span();
  result.file = span.file;
  result.base = span.begin;
  if (value.node == nullptr || !value.node->resolved().is_scalar()) return result;
  const MappedText written = value.node->resolved().mapped();
  if (written.text == value.text) return written;
  // Walk both texts side by side; where the written one has a reference, the other has what it became.
  std::vector<MappedPiece> pieces;
  const auto add = [&pieces](std::size_t text_offset, std::uint32_t source_offset) {
    const auto at = static_cast<std::uint32_t>(text_offset);
    if (!pieces.empty() && pieces.back().source_offset + (at - pieces.back().text_offset) == source_offset) return;
    pieces.push_back({at, source_offset});
  };
  std::size_t from = 0, to = 0, number = 0;
  const auto interpolations =
      value.origin != nullptr ? value.origin->interpolations : std::span<const compose::Interpolation>{};
  while (to < value.text.size() && from < written.text.size()) {
    const std::uint32_t place = written.source_offset(static_cast<std::uint32_t>(from));
    const std::size_t reference = reference_length(written.text.substr(from));
    if (reference == 2 && written.text[from + 1] == '$') {
      if (value.text[to] != '$') break;
      add(to++, place);
      from += 2;
    } else if (reference > 0 && number < interpolations.size()) {
      const std::size_t length = std::min(interpolations[number++].result.size(), value.text.size() - to);
      // Every byte but the last stands at the reference's start, the last one at its end.
      const std::uint32_t last = written.source_offset(static_cast<std::uint32_t>(from + reference - 1));
      for (std::size_t index = 0; index < length; ++index)
        pieces.push_back({static_cast<std::uint32_t>(to + index), index + 1 == length ? last : place});
      to += length;
      from += reference;
    } else {
      if (value.text[to] != written.text[from]) break;
      add(to++, place);
      ++from;
    }
  }
  if (pieces.empty()) return result;
  result.pieces = arena.copy(pieces);
  return result;
}

}  // namespace seaworthy::project
