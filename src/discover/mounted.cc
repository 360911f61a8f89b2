#include "discover/mounted.h"

#include <algorithm>
#include <optional>

#include "base/path_text.h"

namespace seaworthy::discover {
namespace {

bool ends_path(char c) {
  return c == ':' || c == '"' || c == '\'' || c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '}' || c == ',' ||
         c == ']' || c == '#';
}

/// `relative` as seen from `folder`; nothing when it leads out of the root.
std::optional<std::string> below_root(std::string_view folder, std::string_view relative) {
  std::string path(folder);
  while (!relative.empty()) {
    const std::size_t slash = relative.find('/');
    const std::string_view part = relative.substr(0, slash);
    relative.remove_prefix(slash == std::string_view::npos ? relative.size() : slash + 1);
    if (part.empty() || part == ".") continue;
    if (part == "..") {
      if (path.empty()) return std::nullopt;
      path = std::string(parent_path(path));
      continue;
    }
    if (!path.empty()) path += '/';
    path += part;
  }
  return path;
}

/// Where the next path of a text begins, from `at` on; npos when there is none.
std::size_t next_path(std::string_view text, std::size_t at) {
  for (;; ++at) {
    at = text.find("./", at);
    if (at == std::string_view::npos) return at;
    const std::size_t begin = at > 0 && text[at - 1] == '.' ? at - 1 : at;
    const char before = begin == 0 ? '\n' : text[begin - 1];
    // `- ./a:/b`, `"./a`, `[./a`, `source: ./a`, `${FOLDER:-./a}`, `{FOLDER-./a}`
    if (ends_path(before) || before == '[' || before == '-' || before == '=') return begin;
  }
}

}  // namespace

bool may_be_configuration(std::string_view path) {
  const std::string_view name = base_name(path);
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos || dot == 0) return false;
  static constexpr std::string_view extensions[] = {"yml",        "yaml",  "json",  "toml",  "ini",
                                                    "cfg",        "conf",  "cnf",   "xml",   "hcl",
                                                    "properties", "hjson", "alloy", "river", "config"};
  return std::ranges::find(extensions, name.substr(dot + 1)) != std::end(extensions);
}

std::vector<std::string> mounted_paths(std::string_view compose_path, std::string_view text) {
  const std::string_view folder = parent_path(compose_path);
  std::vector<std::string> paths;
  const auto add = [&](std::string_view written) {
    for (const std::string_view from : {folder, std::string_view()}) {
      const std::optional<std::string> path = below_root(from, written);
      // A folder that the file itself stands in is a whole project, not settings.
      if (path.has_value() && !path->empty() && !is_below(compose_path, *path)) paths.push_back(*path);
      if (folder.empty()) break;
    }
  };
  for (std::size_t at = next_path(text, 0); at != std::string_view::npos; at = next_path(text, at)) {
    const std::size_t begin = at;
    while (at < text.size() && !ends_path(text[at])) ++at;
    add(text.substr(begin, at - begin));
  }
  for (std::size_t at = text.find("file: "); at != std::string_view::npos; at = text.find("file: ", at)) {
    at += 6;
    while (at < text.size() && (text[at] == ' ' || text[at] == '"' || text[at] == '\'')) ++at;
    const std::size_t begin = at;
    while (at < text.size() && !ends_path(text[at])) ++at;
    const std::string_view written = text.substr(begin, at - begin);
    if (!written.empty() && written.front() != '.' && written.front() != '/' && written.front() != '$') add(written);
  }
  std::ranges::sort(paths);
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
  return paths;
}

}  // namespace seaworthy::discover
