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

std::string_view parent_path(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
}

std::string_view base_name(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

bool is_below(std::string_view path, std::string_view directory) {
  if (directory.empty() || path == directory) return true;
  return path.size() > directory.size() && path.starts_with(directory) && path[directory.size()] == '/';
}

unsigned edit_distance(std::string_view left, std::string_view right, unsigned limit) {
  const std::size_t difference = left.size() > right.size() ? left.size() - right.size() : right.size() - left.size();
  if (difference > limit || left.size() > 256 || right.size() > 256) return limit + 1;
  std::vector<unsigned> row(right.size() + 1);
  for (std::size_t column = 0; column <= right.size(); ++column) row[column] = static_cast<unsigned>(column);
  for (std::size_t line = 1; line <= left.size(); ++line) {
    unsigned diagonal = row[0];
    row[0] = static_cast<unsigned>(line);
    unsigned smallest = row[0];
    for (std::size_t column = 1; column <= right.size(); ++column) {
      const unsigned replaced = diagonal + (left[line - 1] == right[column - 1] ? 0 : 1);
      diagonal = row[column];
      row[column] = std::min({replaced, row[column] + 1, row[column - 1] + 1});
      smallest = std::min(smallest, row[column]);
    }
    if (smallest > limit) return limit + 1;
  }
  return std::min(row[right.size()], limit + 1);
}

}  // namespace seaworthy::project
