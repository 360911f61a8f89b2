#pragma once

#include <cstddef>
#include <string_view>

#include "base/name_text.h"

/// What paths say as text. Separators are `/`; nothing here looks at a disk.
namespace seaworthy {

/// Last component of a path; the path itself without a slash.
constexpr std::string_view base_name(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

/// Folder of a path, "" at the root.
constexpr std::string_view parent_path(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
}

/// True when `path` is `directory` or below it; everything is below "".
constexpr bool is_below(std::string_view path, std::string_view directory) {
  if (directory.empty() || path == directory) return true;
  return path.size() > directory.size() && path.starts_with(directory) && path[directory.size()] == '/';
}

/// Whether a text names a path: as a whole, or as part of a longer one that leads to it or below it.
constexpr bool names_path(std::string_view text, std::string_view path) {
  if (path.empty()) return false;
  const auto inside = [](char c) { return ascii::is_name_character(c) || c == '-' || c == '.'; };
  const bool absolute = path.front() == '/';
  for (std::size_t at = text.find(path); at != std::string_view::npos; at = text.find(path, at + 1)) {
    const std::size_t end = at + path.size();
    const bool begins = at == 0 || (!inside(text[at - 1]) && !(absolute && text[at - 1] == '/'));
    // A full stop may end the sentence.
    const bool ends = end == text.size() || !inside(text[end]) ||
                      (text[end] == '.' && (end + 1 == text.size() || !inside(text[end + 1])));
    if (begins && ends) return true;
  }
  return false;
}

}  // namespace seaworthy
