#include <algorithm>

#include "knowledge/database_servers.h"
#include "knowledge/program_settings.h"
#include "project/git_ignore.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/made_files.h"
#include "rules/lib/settled.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::configuration_folder_missing {

/// Whether the program takes what it reads from a folder of the container, or from folders in it.
static bool reads_from(const project::Service& service, std::string_view folder) {
  const knowledge::DatabaseServer* const server = knowledge::database_server(service.image->title);
  if (server != nullptr && !server->setup.empty() && folder == server->setup) return true;
  return std::ranges::any_of(knowledge::read_places(), [&](const knowledge::ReadPlaces& row) {
    // A folder above one file of the image hides what else the image has there, which is another fault.
    return row.image == service.image->name && std::ranges::any_of(row.places, [&](std::string_view place) {
             return contains(place, "*") && project::is_below(project::parent_path(place), folder);
           });
  });
}

static void check(const project::Service& service, Report& report) {
  if (service.image == nullptr || service.builds || !service.stack->partial.empty()) return report.skip();
  const project::Project& project = report.project();
  bool asks = false;
  for (const compose::Mount& mount : service.definition->mounts) {
    if (mount.type != compose::MountType::bind || !mount.inside_root || mount.host_path.empty() ||
        (mount.long_syntax && !mount.create_host_path) ||
        mount.host_path.find_first_of("$\\") != std::string_view::npos || !is_settled(mount.source) ||
        !reads_from(service, mount.target) || report.text(mount.span()).find("PWD") != std::string_view::npos)
      continue;
    asks = true;
    if (project.path_state(mount.host_path) != project::PathState::missing ||
        project::ignored_if_made(project, mount.host_path).valid() ||
        steps_on_file(project, mount.host_path).made.valid())
      continue;
    report.at(mount.span(), "`{}` is not in the repository; `{}` gets an empty folder there and reads nothing",
              mount.host_path, service.name);
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4986",
    .summary = "Folder of configuration that is mounted and not there",
    .why =
        "For a missing source the engine makes an empty folder, and Git keeps no empty one: the database gets no "
        "tables, "
        "the dashboards stay away, the sites are not served, and nothing says so.",
    .remedy = "Bring the files into the repository, name the folder that has them, or drop the mount.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::orchestration,
    .strength = "mount only folders of configuration that exist",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::configuration_folder_missing
