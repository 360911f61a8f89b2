#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "text/source.h"

namespace seaworthy {

/// One run of bytes that stand next to each other both in decoded text and in the source.
struct MappedPiece {
  std::uint32_t text_offset = 0;
  std::uint32_t source_offset = 0;
};

/// Text as an embedded language sees it, with the way back to the bytes it came from.
///
/// A RUN line with its continuations removed, a heredoc body with tabs stripped, a YAML scalar with its escapes and
/// indentation decoded: parsers work on `text` and turn every range into a `Span` of the file with `span()`.
/// `pieces` are sorted by `text_offset`, the first one starts at 0. Text and pieces are owned by an arena or a Source.
struct MappedText {
  std::string_view text;
  FileId file = FileId::none;
  std::span<const MappedPiece> pieces;
  /// Used when `pieces` is empty: text is the source's bytes from here on, unchanged.
  std::uint32_t base = 0;

  static MappedText whole(const Source& source) { return {source.text(), source.id(), {}, 0}; }
  static MappedText part(const Source& source, Span span) { return {source.text(span), source.id(), {}, span.begin}; }

  /// Source offset of a text offset (at most text.size()).
  std::uint32_t source_offset(std::uint32_t text_offset) const;
  /// Source range of [begin, end) of the text. Covers removed bytes (continuations) that lie inside the range, none at
  /// its edges.
  Span span(std::uint32_t begin, std::uint32_t end) const;
  Span span() const { return span(0, static_cast<std::uint32_t>(text.size())); }
};

}  // namespace seaworthy
