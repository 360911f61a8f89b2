#include "rules/lib/source_place.h"

#include "project/container_files.h"
#include "project/paths.h"

namespace seaworthy::rules {

std::string place_in_container(const project::Project& project, const project::Service& service,
                               std::string_view source) {
  for (const compose::Mount& mount : service.definition->mounts) {
    if (mount.type != compose::MountType::bind || !mount.inside_root || !project::is_below(source, mount.host_path))
      continue;
    const std::string_view inner = source.substr(mount.host_path.empty() ? 0 : mount.host_path.size());
    return project::container_path(mount.target, inner.starts_with('/') ? inner.substr(1) : inner);
  }
  if (service.stage == nullptr) return {};
  // A COPY takes a folder as a whole, so that the end of the path is kept.
  for (std::string_view end = source;;) {
    const std::string path = project::container_path(service.working_dir.value, end);
    if (project::container_file(project, service, path).source_path == source) return path;
    const std::size_t slash = end.find('/');
    if (slash == std::string_view::npos) return {};
    end.remove_prefix(slash + 1);
  }
}

}  // namespace seaworthy::rules
