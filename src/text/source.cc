#include "text/source.h"

#include <algorithm>
#include <cstring>

#include "base/assert.h"

namespace seaworthy {

const std::vector<std::uint32_t>& Source::line_starts() const {
  std::call_once(lines_built_, [this] {
    line_starts_.push_back(0);
    const char* const begin = text_.data();
    const char* const end = begin + text_.size();
    for (const char* at = begin; at < end;) {
      const void* const newline = std::memchr(at, '\n', static_cast<std::size_t>(end - at));
      if (newline == nullptr) break;
      at = static_cast<const char*>(newline) + 1;
      if (at < end) line_starts_.push_back(static_cast<std::uint32_t>(at - begin));
    }
  });
  return line_starts_;
}

Place Source::place(std::uint32_t offset) const {
  const auto& starts = line_starts();
  const std::uint32_t clamped = std::min(offset, static_cast<std::uint32_t>(text_.size()));
  const auto after = std::upper_bound(starts.begin(), starts.end(), clamped);
  const auto line = static_cast<std::uint32_t>(after - starts.begin());
  return {line, clamped - starts[line - 1] + 1};
}

std::uint32_t Source::line_count() const { return static_cast<std::uint32_t>(line_starts().size()); }

std::uint32_t Source::line_start(std::uint32_t number) const {
  SW_ASSERT(number >= 1 && number <= line_count());
  return line_starts()[number - 1];
}

std::string_view Source::line(std::uint32_t number) const {
  const std::uint32_t begin = line_start(number);
  const std::uint32_t end = number < line_count() ? line_starts()[number] : static_cast<std::uint32_t>(text_.size());
  std::string_view line = std::string_view(text_).substr(begin, end - begin);
  if (line.ends_with('\n')) line.remove_suffix(1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

FileId SourceSet::add(std::string path, std::string text) {
  SW_ASSERT(text.size() < 0xffffffff);
  const auto id = static_cast<FileId>(sources_.size());
  sources_.push_back(std::make_unique<Source>(id, std::move(path), std::move(text)));
  return id;
}

}  // namespace seaworthy
