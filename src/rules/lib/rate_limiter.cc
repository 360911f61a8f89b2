#include "rules/lib/rate_limiter.h"

#include "project/paths.h"

namespace seaworthy::rules {

Limiter limiter_of(const project::Project& project, const project::Application& application) {
  // Of Next.js and others the entry is the folder itself.
  const bool is_folder = project.path_state(application.entry) == project::PathState::directory;
  const std::string_view folder =
      is_folder ? std::string_view(application.entry) : project::parent_path(application.entry);
  for (const project::Ecosystem ecosystem : {project::Ecosystem::node, project::Ecosystem::python}) {
    const project::Manifest* const manifest = project::nearest_manifest(project, folder, ecosystem);
    if (manifest == nullptr) continue;
    for (const knowledge::RateLimiter& row : knowledge::tables::rate_limiters)
      if (row.language == project::name(ecosystem))
        if (const project::Dependency* const dependency = manifest->dependency(row.package)) return {&row, dependency};
  }
  return {};
}

}  // namespace seaworthy::rules
