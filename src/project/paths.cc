#include "project/paths.h"

#include <algorithm>
#include <vector>

namespace seaworthy::project {
namespace {

/// Appends the components of `path` to `parts`; false when `..` leads above the first one and `clamp` is off.
bool append_components(std::string_view path, bool clamp, std::vector<std::string_view>& parts) {
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    const std::string_view part = path.substr(0, slash);
    path = slash == std::string_view::npos ? std::string_view{} : path.substr(slash + 1);
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      parts.push_back(part);
    } else if (!parts.empty()) {
      parts.pop_back();
    } else if (!clamp) {
      return false;
    }
  }
  return true;
}

std::string joined(const std::vector<std::string_view>& parts, bool absolute) {
  std::string result = absolute ? "/" : "";
  for (std::size_t index = 0; index < parts.size(); ++index) {
    if (index > 0) result += '/';
    result += parts[index];
  }
  return result;
}

}  // namespace

std::optional<std::string> join_path(std::string_view directory, std::string_view path) {
  if (path.starts_with('/')) return std::nullopt;
  std::vector<std::string_view> parts;
  if (!append_components(directory, false, parts) || !append_components(path, false, parts)) return std::nullopt;
  return joined(parts, false);
}

std::string container_path(std::string_view directory, std::string_view path) {
  std::vector<std::string_view> parts;
  if (!path.starts_with('/')) append_components(directory, true, parts);
  append_components(path, true, parts);
  return joined(parts, true);
}

}  // namespace seaworthy::project
