#include <algorithm>

#include "project/copy_sources.h"
#include "project/linking.h"
#include "project/paths.h"

namespace seaworthy::project {
namespace {

/// Whether the deployment takes anything from below a folder.
bool is_needed(const Project& project, std::string_view folder) {
  for (const Service& service : project.services) {
    const compose::Service& definition = *service.definition;
    const compose::Build& build = definition.build;
    if (build && build.local && build.inside_root && is_below(build.directory, folder)) return true;
    if (const std::optional<std::string> path = dockerfile_path(build, project);
        path.has_value() && is_below(*path, folder))
      return true;
    if (std::ranges::any_of(definition.env_files,
                            [&](const compose::EnvFile& file) { return is_below(file.resolved, folder); }))
      return true;
    if (std::ranges::any_of(definition.mounts, [&](const compose::Mount& mount) {
          return mount.type == compose::MountType::bind && mount.inside_root && is_below(mount.host_path, folder);
        }))
      return true;
  }
  for (const Dockerfile& dockerfile : project.dockerfiles)
    for (const BuildContext& context : build_contexts(project, dockerfile))
      for (const CopySource& source : context.sources)
        if (is_below(source.path, folder)) return true;
  return false;
}

}  // namespace

void note_submodules(Linking& linking) {
  Project& project = linking.project;
  if (linking.submodules.empty()) return;
  for (const std::string& folder : linking.submodules)
    if (is_needed(project, folder)) project.unread.push_back({folder, "a Git submodule that is not checked out"});
  std::ranges::stable_sort(project.unread, {}, &Project::Unread::path);
}

}  // namespace seaworthy::project
