#include "rules/lib/merge_conflict.h"

#include <string_view>

namespace seaworthy::rules {

/// The first line at or behind `from` that begins with a marker and has nothing, or a blank, behind it.
static Span marker_line(FileId file, std::string_view text, std::size_t from, std::string_view marker) {
  for (std::size_t at = text.find(marker, from); at != std::string_view::npos; at = text.find(marker, at + 1)) {
    if (at != 0 && text[at - 1] != '\n') continue;
    std::size_t end = std::min(text.find('\n', at), text.size());
    if (end > at && text[end - 1] == '\r') --end;
    if (end == at + marker.size() || text[at + marker.size()] == ' ')
      return {file, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end)};
  }
  return {};
}

std::optional<MergeConflict> merge_conflict(const project::Project& project, FileId file) {
  const std::string_view text = project.sources[file].text();
  MergeConflict found;
  found.begin = marker_line(file, text, 0, "<<<<<<<");
  if (!found.begin.valid()) return std::nullopt;
  found.middle = marker_line(file, text, found.begin.end, "=======");
  if (!found.middle.valid()) return std::nullopt;
  found.end = marker_line(file, text, found.middle.end, ">>>>>>>");
  if (!found.end.valid()) return std::nullopt;
  return found;
}

}  // namespace seaworthy::rules
