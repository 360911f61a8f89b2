#include "project/paths.h"

#include <algorithm>
#include <vector>

namespace seaworthy::project {
namespace {

/// Whether a path is as join_path() writes it, as far as its signs tell: no component is empty or begins with a dot.
bool is_plain(std::string_view path) {
  char before = '/';
  for (const char c : path) {
    if (before == '/' && (c == '/' || c == '.')) return false;
    before = c;
  }
  return before != '/';
}

/// Appends the components of `path` to `result`, which holds normal ones, each behind a slash. False when `..` leads
/// above the first one and `clamp` is off.
bool append_components(std::string_view path, bool clamp, std::string& result) {
  // Most are written plainly.
  if (const std::string_view relative = path.substr(path.starts_with('/') ? 1 : 0); is_plain(relative)) {
    (result += '/') += relative;
    return true;
  }
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    const std::string_view part = path.substr(0, slash);
    path = slash == std::string_view::npos ? std::string_view{} : path.substr(slash + 1);
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      (result += '/') += part;
    } else if (!result.empty()) {
      result.resize(result.rfind('/'));
    } else if (!clamp) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::optional<std::string> join_path(std::string_view directory, std::string_view path) {
  if (path.starts_with('/')) return std::nullopt;
  std::string result;
  result.reserve(directory.size() + path.size() + 2);
  if (!append_components(directory, false, result) || !append_components(path, false, result)) return std::nullopt;
  if (!result.empty()) result.erase(0, 1);
  return result;
}

std::string container_path(std::string_view directory, std::string_view path) {
  std::string result;
  result.reserve(directory.size() + path.size() + 2);
  if (!path.starts_with('/')) append_components(directory, true, result);
  append_components(path, true, result);
  if (result.empty()) result = "/";
  return result;
}

}  // namespace seaworthy::project
