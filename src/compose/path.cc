#include "compose/path.h"

#include <vector>

namespace seaworthy::compose {

std::string clean_path(std::string_view path) {
  if (path.empty()) return ".";
  const bool rooted = path.front() == '/';
  std::vector<std::string_view> parts;
  std::size_t at = 0;
  while (at <= path.size()) {
    std::size_t stop = path.find('/', at);
    if (stop == std::string_view::npos) stop = path.size();
    const std::string_view part = path.substr(at, stop - at);
    at = stop + 1;
    if (part.empty() || part == ".") continue;
    if (part == ".." && !parts.empty() && parts.back() != "..") {
      parts.pop_back();
    } else if (part != ".." || !rooted) {
      parts.push_back(part);
    }
  }
  std::string result = rooted ? "/" : "";
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) result += '/';
    result += parts[i];
  }
  return result.empty() ? "." : result;
}

std::string join_path(std::string_view base, std::string_view path) {
  std::string joined;
  if (is_absolute(path) || base.empty()) {
    joined = path;
  } else {
    joined = base;
    (joined += '/') += path;
  }
  joined = clean_path(joined);
  return joined == "." ? "" : joined;
}

std::string_view folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return {};
  return slash == 0 ? path.substr(0, 1) : path.substr(0, slash);
}

std::string path_between(std::string_view folder, std::string_view path) {
  const auto first = [](std::string_view whole) { return whole.substr(0, whole.find('/')); };
  const auto rest = [](std::string_view whole) {
    const std::size_t slash = whole.find('/');
    return slash == std::string_view::npos ? std::string_view() : whole.substr(slash + 1);
  };
  while (!folder.empty() && first(folder) == first(path)) {
    folder = rest(folder);
    path = rest(path);
  }
  std::string result;
  for (; !folder.empty(); folder = rest(folder)) result += "../";
  return clean_path(result += path);
}

bool is_absolute(std::string_view path) { return path.starts_with('/'); }

bool is_windows_absolute(std::string_view path) {
  const auto separator = [](char c) { return c == '/' || c == '\\'; };
  if (path.size() >= 3 && path[1] == ':' && separator(path[2])) return true;
  return path.size() >= 3 && separator(path[0]) && separator(path[1]) && !separator(path[2]);
}

bool leads_out(std::string_view path) { return path == ".." || path.starts_with("../"); }

}  // namespace seaworthy::compose
