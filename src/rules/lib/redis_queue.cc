#include "rules/lib/redis_queue.h"

#include <algorithm>

#include "knowledge/package_kinds.h"
#include "project/copy_sources.h"
#include "project/paths.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {

/// Whether a package keeps jobs in Redis.
static bool is_queue_library(project::Ecosystem ecosystem, std::string_view package) {
  return std::ranges::any_of(knowledge::tables::redis_queues, [&](const knowledge::PackagesOfLanguage& row) {
    return row.language == project::name(ecosystem) && row.packages.contains(package);
  });
}

/// Whether a service of the stack is built from the package; of a stack that builds nothing nobody knows.
static bool is_of_stack(const project::Project& project, const project::Stack& stack,
                        const project::Manifest& manifest) {
  bool builds = false;
  for (const project::Service* const service : stack.services) {
    if (!service->builds || !service->build->local) continue;
    builds = true;
    // What its Dockerfile copies says it best.
    if (const project::BuildContext* const context = project::build_context(project, *service); context != nullptr)
      for (const project::CopySource& source : context->sources)
        if (source.state == project::CopyState::present && !source.path.empty() &&
            project::is_below(manifest.file->path, source.path))
          return true;
    const std::string_view folder = service->build->directory;
    if (project::is_below(folder, manifest.folder)) return true;
    // The whole repository is the context of many; then the Dockerfile says whose image it is.
    const std::string_view dockerfile =
        service->dockerfile != nullptr ? project::parent_path(service->dockerfile->path) : folder;
    if (project::is_below(manifest.folder, folder) &&
        (!folder.empty() || dockerfile.empty() || base_name(dockerfile) == base_name(manifest.folder) ||
         project::is_below(manifest.folder, dockerfile) || project::is_below(dockerfile, manifest.folder)))
      return true;
  }
  return !builds;
}

const project::Dependency* redis_queue_of(const project::Project& project, const project::Stack& stack,
                                          const project::Manifest*& found) {
  for (const project::Manifest& manifest : project::manifests(project))
    for (const project::Dependency& dependency : manifest.dependencies) {
      if (dependency.development || !is_queue_library(manifest.ecosystem, dependency.name)) continue;
      // Celery works with RabbitMQ as well; it needs the client of Redis to use this.
      if (dependency.name == "celery" && manifest.dependency("redis") == nullptr) continue;
      if (!is_of_stack(project, stack, manifest)) continue;
      found = &manifest;
      return &dependency;
    }
  return nullptr;
}

}  // namespace seaworthy::rules
