#include "project/link.h"

#include <algorithm>

#include "base/ascii.h"
#include "project/linking.h"
#include "project/names.h"
#include "project/paths.h"

namespace seaworthy::project {

bool holds_only_dockerfiles(const Project& project, std::string_view folder) {
  const std::string prefix = folder.empty() ? std::string() : std::string(folder) + "/";
  auto at = std::ranges::lower_bound(project.tree, std::string_view(prefix), {}, &Project::TreePath::path);
  for (; at != project.tree.end() && at->path.starts_with(prefix); ++at) {
    if (at->directory) continue;
    const File* const file = project.file(at->path);
    if (file == nullptr || (file->kind != FileKind::dockerfile && file->kind != FileKind::dockerignore &&
                            file->kind != FileKind::gitignore))
      return false;
  }
  return true;
}

namespace {

/// Folders of Git submodules are empty, or not there, until somebody fetches them: nothing is known of what they hold.
/// Gives those folders.
std::vector<std::string> leave_out_submodules(Project& project) {
  std::vector<std::string> submodules;
  const File* const list = project.file(".gitmodules");
  if (list == nullptr || !list->has_content) return submodules;
  std::string_view text = project.sources[list->source].text();
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(text.size(), end + 1));
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    if (ascii::trim(line.substr(0, equals)) != "path") continue;
    const std::optional<std::string> folder = join_path("", ascii::trim(line.substr(equals + 1)));
    if (folder.has_value() && !folder->empty() && project.children(*folder).empty()) submodules.push_back(*folder);
  }
  project.not_entered.insert(project.not_entered.end(), submodules.begin(), submodules.end());
  return submodules;
}

/// Dockerfiles with nothing else beside them, such as one from standard input or a collection, were taken from where
/// they are built: nothing is known of their contexts.
void leave_out_bare_tree(Project& project) {
  if (project.files.empty() || !holds_only_dockerfiles(project, "")) return;
  project.not_entered.emplace_back();
  for (const Project::TreePath& entry : project.tree)
    if (entry.directory) project.not_entered.emplace_back(entry.path);
}

/// Moves what discovery found into the project: sources get their ids in path order.
void take_files(discover::Discovered&& discovered, Project& project) {
  project.files.reserve(discovered.files.size());
  for (discover::FoundFile& found : discovered.files) {
    File file;
    file.kind = found.kind;
    file.executable = found.executable;
    file.ignored = found.ignored;
    file.has_content = found.has_content;
    file.kind_reason = project.arenas.front()->copy(found.reason);
    if (file.kind == FileKind::seaworthy_config)
      discovered.unread.push_back({found.path, std::string(discover::settings_unread)});
    file.source = project.sources.add(std::move(found.path), std::move(found.bytes));
    file.path = project.sources[file.source].path();
    project.files.push_back(std::move(file));
  }
  project.tree.reserve(discovered.tree.size());
  for (const discover::TreeEntry& entry : discovered.tree) {
    if (!entry.target.empty()) project.link_targets.push_back(entry.target);
    project.tree.push_back({entry.path, entry.kind == EntryKind::directory, entry.ignored,
                            entry.kind == EntryKind::link,
                            entry.target.empty() ? 0 : static_cast<std::uint32_t>(project.link_targets.size())});
  }
  // The paths of a large tree are not kept twice while the rest is linked.
  discovered.tree = std::vector<discover::TreeEntry>();
  project.index_tree();
  std::stable_sort(discovered.unread.begin(), discovered.unread.end(),
                   [](const auto& left, const auto& right) { return left.path < right.path; });
  for (discover::Unread& unread : discovered.unread)
    project.unread.push_back({std::move(unread.path), std::move(unread.reason)});
  project.ignored_files = discovered.ignored_files;
  project.not_entered = std::move(discovered.not_entered);
  for (std::unique_ptr<Arena>& arena : discovered.arenas) project.arenas.push_back(std::move(arena));
}

}  // namespace

std::unique_ptr<const Project> link(discover::Discovered&& discovered, std::string root_name, unsigned threads,
                                    const FileSystem* disk) {
  auto project = std::make_unique<Project>();
  project->root_name = std::move(root_name);
  project->names = std::make_shared<Names>();
  Linking linking{*project, threads == 0 ? 1 : threads, disk, {}, {}, {}, {}, {}};
  // One arena for the steps after parsing, then one for each worker, then those of the tree.
  for (unsigned index = 0; index < linking.threads + 1; ++index) project->arenas.push_back(std::make_unique<Arena>());
  take_files(std::move(discovered), *project);
  linking.submodules = leave_out_submodules(*project);
  leave_out_bare_tree(*project);
  std::ranges::sort(project->not_entered);
  const auto twice = std::ranges::unique(project->not_entered);
  project->not_entered.erase(twice.begin(), twice.end());

  // From here on the list of files does not change, only what is known of each.
  parse_files(linking);
  read_manifests(linking);
  find_commands(linking);
  load_stacks(linking);
  list_cut_off(linking);
  give_roles(linking);
  // Pointers to Dockerfiles are good from here on, those to services after link_services().
  link_builds(linking);
  link_services(linking);
  index_names(linking);
  finish_builds(linking);
  find_build_contexts(linking);
  link_standalone_images(linking);
  find_promised_variables(linking);
  find_applications(linking);
  note_submodules(linking);
  find_connections(linking);
  link_uses(linking);
  return project;
}

}  // namespace seaworthy::project
