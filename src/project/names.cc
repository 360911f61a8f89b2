#include "project/names.h"

#include <algorithm>
#include <bit>
#include <memory>
#include <string>

#include "project/linking.h"
#include "project/paths.h"

namespace seaworthy::project {
namespace {

std::string_view name_of(const Service* service) { return service->name; }
std::string_view name_of(const File* file) { return base_name(file->path); }

template <class T>
std::span<const T* const> equal_names(const std::vector<const T*>& sorted, std::string_view name) {
  const auto found = std::ranges::equal_range(sorted, name, {}, [](const T* each) { return name_of(each); });
  return {found.begin(), found.end()};
}

template <class T>
std::vector<const T*> sorted_by_name(const std::vector<T>& all) {
  std::vector<const T*> sorted;
  sorted.reserve(all.size());
  for (const T& each : all) sorted.push_back(&each);
  std::ranges::stable_sort(sorted, {}, [](const T* each) { return name_of(each); });
  return sorted;
}

std::size_t chain_of(std::string_view name, std::size_t chains) {
  std::uint32_t hash = 2166136261u;
  for (const char character : name) hash = (hash ^ static_cast<unsigned char>(character)) * 16777619u;
  return hash & (chains - 1);
}

Names::Paths chain_paths(const std::vector<Project::TreePath>& tree) {
  Names::Paths paths;
  paths.first_of.resize(std::bit_ceil(tree.size() + 1));
  paths.next_of.resize(tree.size());
  // From the end, so that each chain is in the order of the tree.
  for (std::size_t index = tree.size(); index-- > 0;) {
    std::uint32_t& first = paths.first_of[chain_of(base_name(tree[index].path), paths.first_of.size())];
    paths.next_of[index] = first;
    first = static_cast<std::uint32_t>(index + 1);
  }
  return paths;
}

template <class T>
std::span<const T> below(const std::vector<T>& sorted, std::string_view folder) {
  if (folder.empty()) return sorted;
  const std::string prefix = std::string(folder) + "/";
  const auto begin = std::ranges::lower_bound(sorted, std::string_view(prefix), {}, &T::path);
  const auto end =
      std::partition_point(begin, sorted.end(), [&](const T& entry) { return entry.path.starts_with(prefix); });
  return {begin, end};
}

}  // namespace

std::span<const Service* const> services_named(const Project& project, std::string_view name) {
  if (project.names == nullptr) return {};
  return equal_names(project.names->services, name);
}

std::span<const File* const> files_named(const Project& project, std::string_view base_name) {
  if (project.names == nullptr) return {};
  return equal_names(project.names->files, base_name);
}

std::span<const File* const> files_of_kind(const Project& project, FileKind kind) {
  if (project.names == nullptr) return {};
  const auto found = std::ranges::equal_range(project.names->by_kind, kind, {}, &File::kind);
  return {found.begin(), found.end()};
}

std::span<const File> files_below(const Project& project, std::string_view folder) {
  return below(project.files, folder);
}

std::span<const Project::TreePath> paths_below(const Project& project, std::string_view folder) {
  return below(project.tree, folder);
}

std::vector<const Project::TreePath*> paths_named(const Project& project, std::string_view base_name) {
  std::vector<const Project::TreePath*> found;
  if (project.names == nullptr || !project.names->listed) return found;
  const Names& names = *project.names;
  std::call_once(names.once, [&] { names.paths = chain_paths(project.tree); });
  std::uint32_t at = names.paths.first_of[chain_of(base_name, names.paths.first_of.size())];
  for (; at != 0; at = names.paths.next_of[at - 1])
    if (project::base_name(project.tree[at - 1].path) == base_name) found.push_back(&project.tree[at - 1]);
  return found;
}

void index_names(Linking& linking) {
  auto names = std::make_shared<Names>();
  names->facts = linking.project.names->facts;
  names->services = sorted_by_name(linking.project.services);
  names->files = sorted_by_name(linking.project.files);
  names->by_kind.reserve(linking.project.files.size());
  for (const File& file : linking.project.files) names->by_kind.push_back(&file);
  std::ranges::stable_sort(names->by_kind, {}, &File::kind);
  names->listed = true;
  linking.project.names = std::move(names);
}

}  // namespace seaworthy::project
