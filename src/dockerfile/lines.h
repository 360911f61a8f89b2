#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "dockerfile/characters.h"
#include "text/mapped.h"

namespace seaworthy::dockerfile {

/// `part` of `text`, with the way back to the source.
MappedText slice(const MappedText& text, Part part, Arena& arena);

/// Puts a text together from parts of another one.
class MappedTextBuilder {
 public:
  explicit MappedTextBuilder(const MappedText& source) : source_(source) {}
  /// Appends a part of the source text.
  void append(Part part);
  /// Appends all of a text that was mapped before; it must be of the same file.
  void append(const MappedText& text);
  /// Appends characters that stand for `source_offset` of the source.
  void append(std::string_view text, std::uint32_t source_offset);
  MappedText take(Arena& arena);

 private:
  const MappedText& source_;
  std::string text_;
  std::vector<MappedPiece> pieces_;
};

/// A line of the file as it stands there.
struct PhysicalLine {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;   ///< Before the line end (`\n`, `\r\n`, any number of `\r`).
  std::uint32_t next = 0;  ///< Begin of the following line.
  Part part() const { return {begin, end}; }
};

/// Hands out the physical lines of a text.
class LineReader {
 public:
  explicit LineReader(std::string_view text, std::uint32_t begin) : text_(text), at_(begin) {}
  bool at_end() const { return at_ >= text_.size(); }
  PhysicalLine next();
  std::uint32_t position() const { return at_; }
  void rewind(std::uint32_t position) { at_ = position; }

 private:
  std::string_view text_;
  std::uint32_t at_;
};

/// Whether the first character that is no white space is `#`.
bool is_comment(std::string_view line);
/// Whether there is nothing but white space.
bool is_blank(std::string_view line);
/// Length of `line` without the continuation at its end (escape character and blanks), or npos when it has none. An
/// escape character that follows another one does not continue the line.
std::size_t continued_length(std::string_view line, char escape);

}  // namespace seaworthy::dockerfile
