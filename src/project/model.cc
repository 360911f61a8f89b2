#include "project/model.h"

#include <algorithm>

#include "base/edit_distance.h"
#include "project/names.h"
#include "project/paths.h"

namespace seaworthy::project {
namespace {

/// First entry of the tree that is not before `path`.
auto lower_bound_of(const std::vector<Project::TreePath>& tree, std::string_view path) {
  return std::lower_bound(tree.begin(), tree.end(), path,
                          [](const Project::TreePath& entry, std::string_view wanted) { return entry.path < wanted; });
}

const Project::TreePath* find_path(const Project& project, std::string_view path) {
  const auto at = lower_bound_of(project.tree, path);
  return at != project.tree.end() && at->path == path ? &*at : nullptr;
}

std::string_view without_trailing_slash(std::string_view path) {
  while (path.ends_with('/')) path.remove_suffix(1);
  return path;
}

}  // namespace

const File* Project::file(std::string_view path) const {
  const auto at = std::lower_bound(files.begin(), files.end(), path,
                                   [](const File& entry, std::string_view wanted) { return entry.path < wanted; });
  if (at != files.end() && at->path == path) return &*at;
  const TreePath* const entry = find_path(*this, path);
  return entry != nullptr && !entry->target.empty() ? file(entry->target) : nullptr;
}

const File* Project::file(FileId source) const {
  // Ids are given in path order, so that the index is the id for all files of the inventory.
  const auto index = static_cast<std::size_t>(source);
  return index < files.size() ? &files[index] : nullptr;
}

PathState Project::path_state(std::string_view path) const {
  const std::optional<std::string> normal = join_path("", path);
  if (!normal.has_value()) return PathState::outside;
  if (normal->empty()) return PathState::directory;
  if (const TreePath* entry = find_path(*this, *normal); entry != nullptr) {
    if (entry->ignored) return PathState::ignored_by_git;
    return entry->directory ? PathState::directory : PathState::file;
  }
  // The nearest folder above that is in the tree tells: when it was not entered, nothing is known of what is in it.
  // A folder that is not in the tree at all may be named there itself.
  for (std::string_view parent = *normal;; parent = parent_path(parent)) {
    if (std::binary_search(not_entered.begin(), not_entered.end(), parent)) return PathState::unknown;
    if (parent.empty()) return PathState::missing;
    // What lies behind a link to a folder cannot be listed.
    if (const TreePath* entry = find_path(*this, parent); entry != nullptr)
      return entry->link ? PathState::unknown : PathState::missing;
  }
}

std::vector<std::string_view> Project::children(std::string_view directory) const {
  directory = without_trailing_slash(directory);
  std::vector<std::string_view> result;
  const std::string prefix = directory.empty() ? std::string() : std::string(directory) + "/";
  for (auto at = lower_bound_of(tree, prefix); at != tree.end() && at->path.starts_with(prefix);) {
    const std::string_view rest = at->path.substr(prefix.size());
    const std::size_t slash = rest.find('/');
    if (slash == std::string_view::npos) {
      if (!rest.empty()) result.push_back(at->path);
      ++at;
      continue;
    }
    // Everything below a child is skipped at once: '0' is the byte behind '/'.
    std::string behind = prefix + std::string(rest.substr(0, slash));
    behind += '0';
    at = std::lower_bound(at, tree.end(), std::string_view(behind),
                          [](const TreePath& entry, std::string_view wanted) { return entry.path < wanted; });
  }
  return result;
}

std::string_view Project::nearest_path(std::string_view missing) const {
  const std::optional<std::string> normal = join_path("", without_trailing_slash(missing));
  if (!normal.has_value() || normal->empty()) return {};
  const std::string_view wanted = base_name(*normal);
  const unsigned limit = std::max<unsigned>(2, static_cast<unsigned>(wanted.size() / 4));
  std::string_view best;
  unsigned best_distance = limit + 1;
  for (const std::string_view sibling : children(parent_path(*normal))) {
    const unsigned distance = edit_distance(wanted, base_name(sibling), limit);
    if (distance < best_distance) {
      best_distance = distance;
      best = sibling;
    }
  }
  if (!best.empty()) return best;
  // The same name in another folder; the one that is nearest to the wanted folder wins, then the first in order.
  std::size_t best_shared = 0;
  for (const File* const file : files_named(*this, wanted)) {
    const auto shared = static_cast<std::size_t>(
        std::mismatch(file->path.begin(), file->path.end(), normal->begin(), normal->end()).first - file->path.begin());
    if (best.empty() || shared > best_shared) {
      best = file->path;
      best_shared = shared;
    }
  }
  return best;
}

std::optional<bool> Service::runs_as_root() const {
  if (!user) return std::nullopt;
  const std::string_view name_part = user.value.substr(0, user.value.find(':'));
  if (name_part.find('$') != std::string_view::npos) return std::nullopt;
  const bool root =
      name_part.empty() || name_part == "root" || name_part.find_first_not_of('0') == std::string_view::npos;
  return root && !drops_root;
}

bool Service::published() const {
  return std::ranges::any_of(definition->ports, [](const compose::Port& port) { return !port.on_loopback(); });
}

}  // namespace seaworthy::project
