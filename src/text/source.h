#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace seaworthy {

/// Names one source of a run. Ids are given in path order before parsing starts, so they are the same in every run.
enum class FileId : std::uint32_t { none = 0xffffffff };

/// Half-open byte range [begin, end) of one source. Lines and columns are worked out only when something is printed.
struct Span {
  FileId file = FileId::none;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  /// False for a value that no file gave (a default, a fact from knowledge/).
  constexpr bool valid() const { return file != FileId::none; }
  constexpr std::uint32_t size() const { return end - begin; }
  constexpr bool contains(Span other) const { return file == other.file && begin <= other.begin && other.end <= end; }
  constexpr bool operator==(const Span&) const = default;
  /// Order of a report: by file, then by place.
  constexpr auto operator<=>(const Span&) const = default;
};
static_assert(sizeof(Span) == 12);

/// The smallest span that covers both; they must be of one file.
constexpr Span join(Span first, Span last) {
  if (!first.valid()) return last;
  if (!last.valid()) return first;
  return {first.file, first.begin < last.begin ? first.begin : last.begin, first.end > last.end ? first.end : last.end};
}

/// Line and column, both counted from 1; the column in bytes.
struct Place {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  constexpr auto operator<=>(const Place&) const = default;
};

/// One file's bytes and name. Immutable after construction; the line table is built on first use, by any thread.
class Source {
 public:
  /// `path` is relative to the audited root and uses `/`.
  Source(FileId id, std::string path, std::string text) : id_(id), path_(std::move(path)), text_(std::move(text)) {}

  FileId id() const { return id_; }
  std::string_view path() const { return path_; }
  std::string_view text() const { return text_; }
  std::string_view text(Span span) const { return text().substr(span.begin, span.size()); }
  Span whole() const { return {id_, 0, static_cast<std::uint32_t>(text_.size())}; }

  /// Place of a byte offset; an offset past the end is the end.
  Place place(std::uint32_t offset) const;
  /// Number of lines; a final newline does not open another line. An empty file has one.
  std::uint32_t line_count() const;
  /// Text of a line (from 1) without its line end (`\n` or `\r\n`).
  std::string_view line(std::uint32_t number) const;
  /// Offset of the first byte of a line (from 1).
  std::uint32_t line_start(std::uint32_t number) const;

 private:
  const std::vector<std::uint32_t>& line_starts() const;

  FileId id_;
  std::string path_;
  std::string text_;
  mutable std::once_flag lines_built_;
  mutable std::vector<std::uint32_t> line_starts_;
};

/// All sources of a run, by id. Filled before parsing (ids in path order), read-only afterwards.
class SourceSet {
 public:
  /// Adds a source and returns its id. Not thread-safe.
  FileId add(std::string path, std::string text);
  const Source& operator[](FileId id) const { return *sources_[static_cast<std::uint32_t>(id)]; }
  std::size_t size() const { return sources_.size(); }
  std::string_view text(Span span) const { return (*this)[span.file].text(span); }

 private:
  std::vector<std::unique_ptr<Source>> sources_;
};

}  // namespace seaworthy
