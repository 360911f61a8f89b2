#include "project/model.h"

#include <algorithm>
#include <bit>
#include <cstring>

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

/// Of a table with so many slots, a power of two.
std::size_t slot_of(std::string_view path, std::size_t slots) {
  constexpr std::uint64_t factor = 0x9e3779b97f4a7c15;
  std::uint64_t hash = path.size();
  const auto add = [&hash](std::uint64_t word) {
    hash = (hash ^ word) * factor;
    hash ^= hash >> 32;
  };
  for (; path.size() >= sizeof(std::uint64_t); path.remove_prefix(sizeof(std::uint64_t))) {
    std::uint64_t word = 0;
    std::memcpy(&word, path.data(), sizeof(word));
    add(word);
  }
  std::uint64_t rest = 0;
  for (const char letter : path) rest = rest << 8 | static_cast<unsigned char>(letter);
  add(rest);
  return static_cast<std::size_t>(hash) & (slots - 1);
}

/// A path stands in one of so many slots from its own on, or in none: who makes many paths of the same hash gains
/// nothing but that they are searched for.
constexpr std::size_t slots_tried = 16;

/// Behind everything that lies below a folder, from one entry below it on. Most folders are small: the steps begin
/// small.
template <class Iterator>
Iterator behind_folder(Iterator inside, Iterator end, std::string_view folder_with_slash) {
  const auto is_inside = [&](const Project::TreePath& entry) { return entry.path.starts_with(folder_with_slash); };
  std::ptrdiff_t step = 1;
  while (step < end - inside && is_inside(inside[step])) {
    inside += step;
    step *= 2;
  }
  return std::partition_point(inside, inside + std::min(step, end - inside), is_inside);
}

std::string_view without_trailing_slash(std::string_view path) {
  while (path.ends_with('/')) path.remove_suffix(1);
  return path;
}

}  // namespace

void Project::index_tree() {
  tree_slots_.assign(std::bit_ceil(2 * tree.size() + 1), 0);
  for (std::size_t index = 0; index < tree.size(); ++index) {
    const std::size_t first = slot_of(tree[index].path, tree_slots_.size());
    for (std::size_t tried = 0; tried < slots_tried; ++tried) {
      std::uint32_t& slot = tree_slots_[(first + tried) & (tree_slots_.size() - 1)];
      if (slot != 0) continue;
      slot = static_cast<std::uint32_t>(index + 1);
      break;
    }
  }
}

const Project::TreePath* Project::entry(std::string_view path) const {
  if (!tree_slots_.empty()) {
    const std::size_t first = slot_of(path, tree_slots_.size());
    for (std::size_t tried = 0; tried < slots_tried; ++tried) {
      const std::uint32_t slot = tree_slots_[(first + tried) & (tree_slots_.size() - 1)];
      if (slot == 0) return nullptr;
      if (tree[slot - 1].path == path) return &tree[slot - 1];
    }
  }
  const auto at = lower_bound_of(tree, path);
  return at != tree.end() && at->path == path ? &*at : nullptr;
}

const File* Project::file(std::string_view path) const {
  const TreePath* const found = entry(path);
  // Whatever has been discovered is in the tree; a project that a test puts together may have none.
  if (found == nullptr && !tree_slots_.empty()) return nullptr;
  const auto at = std::lower_bound(files.begin(), files.end(), path,
                                   [](const File& entry, std::string_view wanted) { return entry.path < wanted; });
  if (at != files.end() && at->path == path) return &*at;
  return found != nullptr && found->target != 0 ? file(link_targets[found->target - 1]) : nullptr;
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
  if (const TreePath* const found = entry(*normal); found != nullptr) {
    if (found->ignored) return PathState::ignored_by_git;
    return found->directory ? PathState::directory : PathState::file;
  }
  // The nearest folder above that is in the tree tells: when it was not entered, nothing is known of what is in it.
  // A folder that is not in the tree at all may be named there itself.
  for (std::string_view folder = *normal;; folder = parent_path(folder)) {
    if (std::binary_search(not_entered.begin(), not_entered.end(), folder)) return PathState::unknown;
    if (folder.empty()) return PathState::missing;
    if (folder.size() == normal->size()) continue;  // It was looked for above.
    // What lies behind a link to a folder cannot be listed.
    if (const TreePath* const found = entry(folder); found != nullptr)
      return found->link ? PathState::unknown : PathState::missing;
  }
}

std::vector<std::string_view> Project::children(std::string_view directory) const {
  directory = without_trailing_slash(directory);
  std::vector<std::string_view> result;
  const std::string prefix = directory.empty() ? std::string() : std::string(directory) + "/";
  for (auto at = lower_bound_of(tree, prefix); at != tree.end() && at->path.starts_with(prefix);) {
    const std::size_t slash = at->path.find('/', prefix.size());
    if (slash == std::string_view::npos) {
      if (at->path.size() > prefix.size()) result.push_back(at->path);
      ++at;
    } else {
      at = behind_folder(at, tree.end(), at->path.substr(0, slash + 1));
    }
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
  // The same name in another folder; the one below a folder of the same name wins, then the nearest to the wanted
  // folder, then the first in order.
  using Shared = std::pair<bool, std::size_t>;
  Shared best_shared;
  const std::string_view folder = base_name(parent_path(*normal));
  for (const File* const file : files_named(*this, wanted)) {
    const auto length = static_cast<std::size_t>(
        std::mismatch(file->path.begin(), file->path.end(), normal->begin(), normal->end()).first - file->path.begin());
    const Shared shared{!folder.empty() && base_name(parent_path(file->path)) == folder, length};
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

bool Service::is_fragment() const {
  if (standalone || stack == nullptr) return false;
  return definition->lacks_base || (!stack->partial.empty() && !definition->image && !definition->build);
}

bool Service::published() const {
  return std::ranges::any_of(definition->ports, [](const compose::Port& port) { return !port.on_loopback(); });
}

}  // namespace seaworthy::project
