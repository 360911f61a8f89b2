#include <algorithm>

#include "project/model.h"
#include "rules/lib/database_server.h"
#include "rules/lib/state.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::mount_inside_new_data_folder {

/// Whether the folder of the host that keeps the data has a database already: the repository brings it.
static bool is_filled(const project::Project& project, const compose::Mount* data) {
  return data != nullptr && data->type == compose::MountType::bind && data->inside_root &&
         std::ranges::any_of(project.children(data->host_path),
                             [](std::string_view child) { return is_one_of("PG_VERSION ibdata1", base_name(child)); });
}

static void check(const project::Service& service, Report& report) {
  const knowledge::DatabaseServer* const server = known_server(service);
  if (server == nullptr || server->fresh_data.empty() || !runs_image_program(service)) return report.skip();
  for (const std::string_view path : service.data_paths) {
    // Later releases keep their data deeper; a variable may move it anywhere.
    const bool is_of_image =
        std::ranges::any_of(service.image->data_paths, [&](std::string_view place) { return place == path; }) ||
        std::ranges::any_of(service.image->data_places,
                            [&](const knowledge::DataPlace& place) { return place.path == path; });
    if (is_of_image && path != server->fresh_data) continue;
    if (is_filled(report.project(), state_place(service, path).mount)) continue;
    for (const compose::Mount& mount : service.definition->mounts) {
      if (mount.target == path || !is_below(mount.target, path)) continue;
      report
          .at(mount.span(), "`{}` makes no database at its first start: `{}` is not empty with this mount in it",
              service.name, path)
          .note(service.span, "Its image fills only an empty folder");
    }
  }
}

extern const Rule rule = {
    .code = "SW4979",
    .summary = "Mount inside the data folder of a database that is yet to be made",
    .why =
        "`initdb` and `mysqld --initialize` refuse a folder that holds anything. A file that is mounted into it is "
        "there before them, so that the container ends at its first start, and at every later one.",
    .remedy =
        "Mount settings outside of the data folder and name them in the command: `-c config_file=/etc/...`, or "
        "`/etc/mysql/conf.d`.",
    .references = "https://hub.docker.com/_/postgres https://hub.docker.com/_/mysql",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::mount_inside_new_data_folder
