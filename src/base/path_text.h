#pragma once

#include <string_view>

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

}  // namespace seaworthy
