#include "project/lock_files.h"

#include <algorithm>
#include <set>
#include <string>

#include "base/ascii.h"
#include "project/paths.h"

namespace seaworthy::project {
namespace {

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> others) {
  return std::ranges::find(others, text) != others.end();
}

/// As the index of Python compares names.
std::string python_name(std::string_view name) {
  std::string result = ascii::lowered(name);
  std::ranges::replace_if(result, [](char c) { return c == '_' || c == '.'; }, '-');
  return result;
}

/// Adds what stands between a mark and the next of some ends.
void add_behind(std::string_view text, std::string_view mark, std::string_view ends, LockedNames& names) {
  for (std::size_t at = text.find(mark); at != std::string_view::npos; at = text.find(mark, at)) {
    at += mark.size();
    const std::size_t end = text.find_first_of(ends, at);
    if (end == std::string_view::npos) return;
    names.emplace(text.substr(at, end - at));
  }
}

/// package-lock.json of version 2 or 3.
LockedNames npm_names(std::string_view text) {
  LockedNames names;
  constexpr std::string_view mark = "node_modules/";
  for (std::size_t at = text.find(mark); at != std::string_view::npos; at = text.find(mark, at)) {
    at += mark.size();
    const std::size_t end = text.find('"', at);
    if (end == std::string_view::npos) break;
    const std::string_view path = text.substr(at, end - at);
    names.emplace(path.substr(0, path.find("/node_modules/")));
  }
  return names;
}

/// `"react@^18.0.0", react@^18.2.0:` at the head of an entry.
LockedNames yarn_names(std::string_view text) {
  LockedNames names;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line = text.substr(begin, end - begin);
    begin = end + 1;
    if (line.empty() || line.front() == ' ' || line.front() == '#') continue;
    while (!line.empty()) {
      const std::size_t comma = std::min(line.find(", "), line.size());
      std::string_view pattern = line.substr(0, comma);
      line.remove_prefix(std::min(line.size(), comma + 2));
      if (pattern.starts_with('"')) pattern.remove_prefix(1);
      if (const std::size_t at = pattern.find('@', 1); at != std::string_view::npos)
        names.emplace(pattern.substr(0, at));
    }
  }
  return names;
}

/// The keys of a pnpm-lock.yaml: `react:` of an importer, `react@18.3.1:` and `/react/18.3.1:` of a package.
LockedNames pnpm_names(std::string_view text) {
  LockedNames names;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line = ascii::trim(text.substr(begin, end - begin));
    begin = end + 1;
    if (line.starts_with('\'') || line.starts_with('"')) line.remove_prefix(1);
    const bool by_path = line.starts_with('/');
    if (by_path) line.remove_prefix(1);
    std::size_t stop = line.find_first_of(by_path ? "@/:'\"" : "@:'\"", line.starts_with('@') ? 1 : 0);
    // The scope is part of the name.
    if (by_path && line.starts_with('@') && stop != std::string_view::npos && line[stop] == '/')
      stop = line.find_first_of("@/:'\"", stop + 1);
    if (stop != std::string_view::npos && stop > 0) names.emplace(line.substr(0, stop));
  }
  return names;
}

/// The section DEPENDENCIES of a Gemfile.lock: `  rails (~> 7.2)`, `  engine!`.
LockedNames bundler_names(std::string_view text) {
  LockedNames names;
  constexpr std::string_view section = "\nDEPENDENCIES\n";
  const std::size_t at = text.find(section);
  if (at == std::string_view::npos) return names;
  for (std::string_view rest = text.substr(at + section.size()); rest.starts_with("  ");) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(2, end - 2);
    names.emplace(line.substr(0, line.find_first_of(" !")));
    rest.remove_prefix(std::min(rest.size(), end + 1));
  }
  return names;
}

LockedNames go_names(std::string_view text) {
  LockedNames names;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    begin = end + 1;
    if (const std::size_t blank = line.find(' '); blank != std::string_view::npos) names.emplace(line.substr(0, blank));
  }
  return names;
}

std::string_view line_of(const Project& project, Span span) {
  const std::string_view text = project.sources[span.file].text();
  const std::size_t begin = span.begin == 0 ? 0 : text.rfind('\n', span.begin - 1) + 1;
  return text.substr(begin, std::min(text.find('\n', begin), text.size()) - begin);
}

/// Whether a dependency has a name of its own in the lock file, whatever the manifest calls it.
bool is_renamed_or_local(const Project& project, const Manifest& manifest, const Dependency& dependency) {
  switch (manifest.ecosystem) {
    case Ecosystem::node:
      return is_one_of(dependency.version.substr(0, dependency.version.find(':')),
                       {"workspace", "link", "file", "portal", "catalog", "exec", "patch"});
    case Ecosystem::rust: {
      const std::string_view line = line_of(project, dependency.span);
      return line.find("package") != std::string_view::npos || line.find("workspace") != std::string_view::npos ||
             line.find("path") != std::string_view::npos || line.starts_with('[');
    }
    case Ecosystem::php:
      return dependency.name.find('/') == std::string_view::npos;
    case Ecosystem::python:
      return dependency.name == "python" || line_of(project, dependency.span).find("path") != std::string_view::npos;
    case Ecosystem::ruby: {
      // What stands in a condition is locked where that holds.
      const std::string_view text = project.sources[manifest.file->source].text();
      for (const std::string_view word : {"\nif ", "\nunless ", "\n  if ", "\ncase ", " if ", "install_if"})
        if (text.find(word) != std::string_view::npos) return true;
      return false;
    }
    case Ecosystem::go: {
      // What a module is replaced by is locked in its place.
      const std::string_view text = project.sources[manifest.file->source].text();
      const std::string name(dependency.name);
      return text.find(name + " =>") != std::string_view::npos ||
             text.find(name + " " + std::string(dependency.version) + " =>") != std::string_view::npos;
    }
    default:
      return false;
  }
}

}  // namespace

LockedNames locked_names(std::string_view lock_name, std::string_view text) {
  if (lock_name == "package-lock.json") return npm_names(text);
  if (lock_name == "yarn.lock") return yarn_names(text);
  if (lock_name == "pnpm-lock.yaml") return pnpm_names(text);
  if (lock_name == "Gemfile.lock") return bundler_names(text);
  if (lock_name == "go.sum") return go_names(text);
  LockedNames names;
  if (lock_name == "composer.lock") {
    add_behind(text, "\"name\": \"", "\"", names);
  } else if (is_one_of(lock_name, {"Cargo.lock", "poetry.lock", "uv.lock"})) {
    add_behind(text, "\nname = \"", "\"", names);
  }
  return names;
}

bool is_known_lock(std::string_view name) {
  return is_one_of(name, {"package-lock.json", "yarn.lock", "pnpm-lock.yaml", "Gemfile.lock", "go.sum", "composer.lock",
                          "Cargo.lock", "poetry.lock", "uv.lock"});
}

const Dependency* missing_in_lock(const Project& project, const Manifest& manifest, const LockedNames& names) {
  // Lists of pip's lie beside the lock files of others.
  const std::string_view own = base_name(manifest.file->path);
  if (manifest.ecosystem == Ecosystem::python && own != "pyproject.toml") return nullptr;
  for (const Dependency& dependency : manifest.dependencies) {
    const std::string name = manifest.ecosystem == Ecosystem::python ? python_name(dependency.name)
                             : manifest.ecosystem == Ecosystem::php  ? ascii::lowered(dependency.name)
                                                                     : std::string(dependency.name);
    // Most are there; what else could be said of them takes longer.
    if (names.contains(name) || is_renamed_or_local(project, manifest, dependency)) continue;
    const bool is_own = std::ranges::any_of(manifests(project), [&](const Manifest& other) {
      return other.ecosystem == manifest.ecosystem && other.name && other.name.text == dependency.name;
    });
    if (!is_own) return &dependency;
  }
  return nullptr;
}

}  // namespace seaworthy::project
