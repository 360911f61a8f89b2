#include <algorithm>
#include <set>
#include <string>

#include "knowledge/database_servers.h"
#include "project/model.h"
#include "project/names.h"
#include "rules/lib/init_scripts.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::init_script_without_its_table {

/// What else the database runs may make tables: shell scripts, packed dumps, what is not in the repository.
static bool runs_other_scripts(const project::Project& project, const project::Service& service) {
  return std::ranges::any_of(service.definition->mounts, [&](const compose::Mount& mount) {
    if (!knowledge::is_script_folder(mount.target)) return false;
    if (mount.type != compose::MountType::bind || !mount.inside_root) return true;
    if (project.path_state(mount.host_path) == project::PathState::file) return !mount.host_path.ends_with(".sql");
    if (project.path_state(mount.host_path) != project::PathState::directory) return true;
    const auto is_run = [](std::string_view path) {
      return path.ends_with(".sh") || path.ends_with(".gz") || path.ends_with(".xz") || path.ends_with(".zst");
    };
    return is_run(mount.host_path) || std::ranges::any_of(project::paths_below(project, mount.host_path), is_run,
                                                          &project::Project::TreePath::path);
  });
}

static void check(const project::Service& service, Report& report) {
  if (service.kind != knowledge::ImageKind::database || service.builds) return report.skip();
  const project::Project& project = report.project();
  const compose::Mount* mount = nullptr;
  const std::vector<const project::File*> init = init_sql_files(project, service, mount);
  if (init.empty() || runs_other_scripts(project, service)) return report.skip();
  std::set<std::string, std::less<>> made;
  for (const project::File* const file : init) {
    if (leads_elsewhere(project, *file)) return report.skip();
    for (const SqlTable& table : tables_made(project, *file)) made.insert(table.name);
  }
  for (const project::File* const file : init)
    for (const SqlUse& use : tables_used(project, *file)) {
      if (!use.own_schema || made.contains(use.table)) continue;
      report
          .at(use.span, "No init script makes `{}`, so an empty volume ends the first start of `{}` here", use.table,
              service.name)
          .note(mount->span(), "Run when the volume is empty, before any migration");
      return;
    }
}

extern const Rule rule = {
    .code = "SW4763",
    .summary = "Init script that needs a table which nothing has made yet",
    .why =
        "Init scripts run before any program can migrate. The first error ends the start of the database; the second "
        "start finds a volume that is not empty, and the rest of the scripts never runs.",
    .remedy = "Keep the init script to roles, databases and extensions, and seed tables after the migrations.",
    .references = "https://github.com/docker-library/docs/blob/master/postgres/README.md#initialization-scripts",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::init_script_without_its_table
