#include "yaml/scalar.h"

#include <algorithm>
#include <cstdint>

namespace seaworthy::yaml {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool is_break(char c) { return c == '\n' || c == '\r'; }

/// Collects runs: a new piece only where text and source stop running in parallel.
class Pieces {
 public:
  explicit Pieces(std::vector<MappedPiece>& out) : out_(out) {}

  void add(std::size_t text_offset, std::size_t source_offset) {
    const MappedPiece piece{static_cast<std::uint32_t>(text_offset), static_cast<std::uint32_t>(source_offset)};
    if (!out_.empty() && piece.text_offset - out_.back().text_offset == piece.source_offset - out_.back().source_offset)
      return;
    if (!out_.empty() && out_.back().text_offset == piece.text_offset) {
      out_.back() = piece;
      return;
    }
    out_.push_back(piece);
  }

 private:
  std::vector<MappedPiece>& out_;
};

/// A run of white space with line breaks inside a flow scalar: what it becomes is one space or the breaks but one.
struct Fold {
  std::size_t end = 0;
  std::size_t breaks = 0;
};

Fold fold_at(std::string_view raw, std::size_t begin, std::size_t limit) {
  Fold fold{begin, 0};
  std::size_t at = begin;
  while (at < limit && (is_blank(raw[at]) || is_break(raw[at]))) {
    if (raw[at] == '\r' && at + 1 < limit && raw[at + 1] == '\n') ++at;
    if (is_break(raw[at])) ++fold.breaks;
    ++at;
  }
  if (fold.breaks > 0) fold.end = at;
  return fold;
}

std::size_t utf8_length(std::uint32_t code) { return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4; }

struct Escape {
  std::size_t raw_length = 2;
  std::size_t text_length = 1;
};

Escape escape_at(std::string_view raw, std::size_t at) {
  const char letter = at + 1 < raw.size() ? raw[at + 1] : '\0';
  if (letter == 'N' || letter == '_') return {2, 2};
  if (letter == 'L' || letter == 'P') return {2, 3};
  const std::size_t digits = letter == 'x' ? 2 : letter == 'u' ? 4 : letter == 'U' ? 8 : 0;
  if (digits == 0) return {};
  std::uint32_t code = 0;
  for (std::size_t i = 0; i < digits && at + 2 + i < raw.size(); ++i) {
    const char c = raw[at + 2 + i];
    code = code * 16 + static_cast<std::uint32_t>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
  }
  return {2 + digits, utf8_length(code)};
}

void map_flow(Style style, std::string_view raw, std::string_view decoded, Pieces& pieces) {
  const bool quoted = style != Style::plain;
  std::size_t at = quoted ? 1 : 0;
  const std::size_t limit = quoted && raw.size() > 1 ? raw.size() - 1 : raw.size();
  std::size_t out = 0;
  while (out < decoded.size() && at < limit) {
    if (is_blank(raw[at]) || is_break(raw[at])) {
      const Fold fold = fold_at(raw, at, limit);
      if (fold.breaks > 0) {
        const std::size_t made = fold.breaks == 1 ? 1 : fold.breaks - 1;
        for (std::size_t i = 0; i < made && out < decoded.size(); ++i, ++out)
          pieces.add(out, std::min(at + i, fold.end - 1));
        at = fold.end;
        continue;
      }
    }
    pieces.add(out, at);
    if (style == Style::single_quoted && raw[at] == '\'') {
      at += 2;
      ++out;
    } else if (style == Style::double_quoted && raw[at] == '\\') {
      if (at + 1 < limit && is_break(raw[at + 1])) {
        // An escaped line break joins the lines; the next line's indentation goes, further empty lines become breaks.
        at += raw[at + 1] == '\r' && at + 2 < limit && raw[at + 2] == '\n' ? 3 : 2;
        while (at < limit && (is_blank(raw[at]) || is_break(raw[at]))) {
          if (raw[at] == '\r' && at + 1 < limit && raw[at + 1] == '\n') ++at;
          if (is_break(raw[at]) && out < decoded.size()) pieces.add(out++, at);
          ++at;
        }
        continue;
      }
      const Escape escape = escape_at(raw, at);
      if (escape.text_length > 1) pieces.add(out + escape.text_length - 1, at + escape.raw_length - 1);
      at += escape.raw_length;
      out += escape.text_length;
    } else {
      ++at;
      ++out;
    }
  }
}

/// One line of `raw` from `begin`: the end of its content and the begin of the next line.
struct Line {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t next = 0;
};

Line line_at(std::string_view raw, std::size_t begin) {
  const std::size_t end = std::min(raw.find_first_of("\r\n", begin), raw.size());
  return {begin, end, std::min(end + (raw.substr(end).starts_with("\r\n") ? 2 : 1), raw.size())};
}

void map_literal(std::string_view raw, std::string_view decoded, Pieces& pieces) {
  std::size_t at = line_at(raw, 0).next;
  std::size_t out = 0;
  while (out < decoded.size() && at < raw.size()) {
    const Line line = line_at(raw, at);
    const std::size_t length = std::min(decoded.find('\n', out), decoded.size()) - out;
    const std::size_t size = line.end - line.begin;
    pieces.add(out, length <= size ? line.end - length : line.begin);
    out += length + 1;
    at = line.next;
  }
}

void map_folded(std::string_view raw, std::string_view decoded, Pieces& pieces) {
  const Line header = line_at(raw, 0);
  std::size_t at = header.next;
  // The indentation of the first line with content holds for all, unless the header gives one (then it is found by
  // trying: the content must fit the decoded text).
  std::size_t indentation = std::string_view::npos;
  std::size_t out = 0;
  while (out < decoded.size() && at < raw.size()) {
    const Line line = line_at(raw, at);
    at = line.next;
    std::size_t spaces = 0;
    while (line.begin + spaces < line.end && raw[line.begin + spaces] == ' ') ++spaces;
    if (line.begin + spaces == line.end && spaces <= indentation) continue;
    if (indentation == std::string_view::npos) {
      const std::size_t first = std::min(decoded.find_first_not_of('\n', out), decoded.size());
      std::size_t kept = 0;
      while (first + kept < decoded.size() && decoded[first + kept] == ' ') ++kept;
      indentation = spaces - std::min(kept, spaces);
    }
    if (line.begin + indentation > line.end) continue;
    const std::string_view content = raw.substr(line.begin + indentation, line.end - line.begin - indentation);
    while (out < decoded.size() && decoded.substr(out, content.size()) != content &&
           (decoded[out] == ' ' || decoded[out] == '\n')) {
      pieces.add(out, line.begin > 0 ? line.begin - 1 : 0);
      ++out;
    }
    if (out >= decoded.size()) return;
    pieces.add(out, line.begin + indentation);
    out += content.size();
  }
}

/// Text that found no bytes of its own gets the last byte, so that no run leads out of the scalar.
void keep_inside(std::size_t raw_size, std::size_t text_size, std::vector<MappedPiece>& pieces) {
  const auto stop_of = [&](std::size_t i) { return i + 1 < pieces.size() ? pieces[i + 1].text_offset : text_size; };
  bool fits = true;
  for (std::size_t i = 0; i < pieces.size(); ++i)
    fits = fits && pieces[i].source_offset + (stop_of(i) - pieces[i].text_offset) <= raw_size;
  if (fits) return;
  const auto last = static_cast<std::uint32_t>(raw_size > 0 ? raw_size - 1 : 0);
  std::vector<MappedPiece> inside;
  for (std::size_t i = 0; i < pieces.size(); ++i)
    for (std::uint32_t at = pieces[i].text_offset; at < stop_of(i); ++at) {
      const std::uint32_t source = pieces[i].source_offset + (at - pieces[i].text_offset);
      if (at == pieces[i].text_offset || source > last) inside.push_back({at, std::min(source, last)});
    }
  pieces = std::move(inside);
}

}  // namespace

void map_scalar(Style style, std::string_view raw, std::string_view decoded, std::vector<MappedPiece>& pieces) {
  Pieces collector(pieces);
  if (style == Style::literal) {
    map_literal(raw, decoded, collector);
  } else if (style == Style::folded) {
    map_folded(raw, decoded, collector);
  } else {
    map_flow(style, raw, decoded, collector);
  }
  if (pieces.empty()) pieces.push_back({0, 0});
  if (pieces.front().text_offset != 0) pieces.insert(pieces.begin(), {0, pieces.front().source_offset});
  while (pieces.size() > 1 && pieces.back().text_offset >= decoded.size()) pieces.pop_back();
  keep_inside(raw.size(), decoded.size(), pieces);
}

std::optional<std::string> decode_base64(std::string_view text) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  std::uint32_t bits = 0;
  std::size_t letters = 0, padding = 0;
  for (const char c : text) {
    if (is_break(c)) continue;
    const std::size_t value = alphabet.find(c);
    if (c == '=' ? ++padding > 2 : value == std::string_view::npos || padding > 0) return std::nullopt;
    bits = (bits << 6) | static_cast<std::uint32_t>(c == '=' ? 0 : value);
    if (++letters % 4 != 0) continue;
    for (const int shift : {16, 8, 0}) bytes += static_cast<char>((bits >> shift) & 0xff);
    bits = 0;
  }
  if (letters % 4 != 0) return std::nullopt;
  bytes.resize(bytes.size() - padding);
  return bytes;
}

}  // namespace seaworthy::yaml
