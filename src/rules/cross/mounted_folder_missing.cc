#include <string>

#include "project/git_ignore.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/settled.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::mounted_folder_missing {

/// The one folder of the repository that is called like a path which is not there; "" when there is none, or several.
static std::string_view namesake(const project::Project& project, std::string_view path) {
  std::string_view found;
  for (const project::Project::TreePath& entry : project.tree) {
    if (base_name(entry.path) != base_name(path) || project.path_state(entry.path) != project::PathState::directory ||
        contains(entry.path, "node_modules"))
      continue;
    if (!found.empty()) return {};
    found = entry.path;
  }
  return found;
}

/// Whether a file with a name of its own writes the path as it is seen from the root: it is laid over a file there,
/// which decides what paths mean.
static bool is_seen_from_root(const project::Service& service, const compose::Mount& mount, std::string_view folder) {
  return !service.stack->files.empty() && !compose::is_default_file(base_name(service.stack->files.front()->path)) &&
         mount.host_path.ends_with("/" + std::string(folder));
}

static void check(const project::Service& service, Report& report) {
  if (!service.stack->partial.empty()) return report.skip();
  bool asks = false;
  for (const compose::Mount& mount : service.definition->mounts) {
    if (mount.type != compose::MountType::bind || !mount.read_only || !mount.inside_root || mount.host_path.empty() ||
        contains(mount.host_path, "$") || contains(mount.host_path, "\\") || !is_settled(mount.source))
      continue;
    // With an ending it is a file, which is told elsewhere.
    if (contains(base_name(mount.host_path), ".")) continue;
    asks = true;
    if (report.project().path_state(mount.host_path) != project::PathState::missing ||
        project::ignored_if_made(report.project(), mount.host_path).valid())
      continue;
    const std::string_view other = namesake(report.project(), mount.host_path);
    if (other.empty() || is_seen_from_root(service, mount, other)) continue;
    report.at(mount.span(), "`{}` does not exist, `{}` does; the engine makes an empty folder, and `{}` finds nothing",
              mount.host_path, other, service.name);
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW5514",
    .summary = "Read-only mount of a folder that is elsewhere",
    .why =
        "The engine makes what a short mount names and the host does not have. Nobody can write to it through a "
        "read-only mount, so that migrations, pages or settings which are to be read are simply not there.",
    .remedy = "Write the path as it is seen from the folder of the Compose file.",
    .references = "https://docs.docker.com/reference/compose-file/services/#volumes",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::mounted_folder_missing
