#include "dockerfile/lines.h"

#include <algorithm>
#include <cstring>

namespace seaworthy::dockerfile {
namespace {

/// Pieces of [begin, end) of `text`, with text offsets that start at `offset`.
void add_pieces(const MappedText& text, std::uint32_t begin, std::uint32_t end, std::uint32_t offset,
                std::vector<MappedPiece>& pieces) {
  pieces.push_back({offset, text.source_offset(begin)});
  const auto first =
      std::upper_bound(text.pieces.begin(), text.pieces.end(), begin,
                       [](std::uint32_t at, const MappedPiece& piece) { return at < piece.text_offset; });
  for (auto piece = first; piece != text.pieces.end() && piece->text_offset < end; ++piece) {
    pieces.push_back({offset + piece->text_offset - begin, piece->source_offset});
  }
}

}  // namespace

MappedText slice(const MappedText& text, Part part, Arena& arena) {
  const std::string_view view = in(text.text, part);
  const std::uint32_t begin = text.source_offset(part.begin);
  const bool one_piece =
      text.pieces.empty() || part.empty() || text.source_offset(part.end - 1) - begin == part.end - 1 - part.begin;
  if (one_piece) return {view, text.file, {}, begin};
  std::vector<MappedPiece> pieces;
  add_pieces(text, part.begin, part.end, 0, pieces);
  return {view, text.file, arena.copy(pieces), begin};
}

void MappedTextBuilder::append(Part part) {
  if (part.empty()) return;
  add_pieces(source_, part.begin, part.end, static_cast<std::uint32_t>(text_.size()), pieces_);
  text_ += in(source_.text, part);
}

void MappedTextBuilder::append(const MappedText& text) {
  if (text.text.empty()) return;
  add_pieces(text, 0, static_cast<std::uint32_t>(text.text.size()), static_cast<std::uint32_t>(text_.size()), pieces_);
  text_ += text.text;
}

void MappedTextBuilder::append(std::string_view text, std::uint32_t source_offset) {
  pieces_.push_back({static_cast<std::uint32_t>(text_.size()), source_offset});
  text_ += text;
}

MappedText MappedTextBuilder::take(Arena& arena) {
  const std::uint32_t base = pieces_.empty() ? 0 : pieces_.front().source_offset;
  MappedText result{arena.copy(text_), source_.file, arena.copy(pieces_), base};
  text_.clear();
  pieces_.clear();
  return result;
}

PhysicalLine LineReader::next() {
  PhysicalLine line;
  line.begin = at_;
  const void* const newline = std::memchr(text_.data() + at_, '\n', text_.size() - at_);
  line.next = newline == nullptr ? static_cast<std::uint32_t>(text_.size())
                                 : static_cast<std::uint32_t>(static_cast<const char*>(newline) - text_.data()) + 1;
  line.end = line.next;
  while (line.end > line.begin && (text_[line.end - 1] == '\n' || text_[line.end - 1] == '\r')) --line.end;
  at_ = line.next;
  return line;
}

bool is_comment(std::string_view line) {
  for (std::size_t at = 0; at < line.size();) {
    const Character character = character_at(line, at);
    if (!is_space(character.value)) return character.value == '#';
    at += character.width;
  }
  return false;
}

bool is_blank(std::string_view line) {
  for (std::size_t at = 0; at < line.size();) {
    const Character character = character_at(line, at);
    if (!is_space(character.value)) return false;
    at += character.width;
  }
  return true;
}

std::size_t continued_length(std::string_view line, char escape) {
  const std::size_t last = line.find_last_not_of(" \t");
  if (last == std::string_view::npos || line[last] != escape) return std::string_view::npos;
  if (last > 0 && line[last - 1] == escape) return std::string_view::npos;
  return last;
}

}  // namespace seaworthy::dockerfile
