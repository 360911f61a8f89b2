#include "rules/rule.h"

#include <string>

#include "project/model.h"
#include "rules/lib/backups.h"
#include "rules/lib/state.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::config_file_never_read {

static void check(const project::Service& service, Report& report) {
  if (service.image == nullptr || !runs_image_program(service)) return report.skip();
  // Relatives of the official image bring a command of their own, which may name a file.
  if (service.image_reference.repository != service.image->name) return report.skip();
  const bool postgres = service.image->program == "postgres";
  const bool redis = is_one_of("redis-server valkey-server keydb-server", service.image->program);
  if (!postgres && !redis) return report.skip();
  const std::string said = command_text(report.project(), service);
  bool any = false;
  for (const compose::Mount& mount : service.definition->mounts) {
    if (mount.type != compose::MountType::bind || !mount.target.ends_with(".conf")) continue;
    // What lies in the data folder, or is included from there, is read.
    bool in_data = false;
    for (const std::string_view path : service.data_paths) in_data = in_data || mount.target.starts_with(path);
    if (postgres && in_data) continue;
    // Programs beside the server have files of their own: `pgbackrest.conf`.
    const std::string_view name = base_name(mount.target);
    if (postgres && !contains(name, "pg_") && !contains(mount.target, "postgres")) continue;
    any = true;
    if (contains(said, mount.target) || contains(said, base_name(mount.target))) continue;
    if (postgres && contains(base_name(mount.target), "pg_hba")) {
      if (contains(said, "hba_file")) continue;
      report.at(mount.span(), "`{}` mounts `{}`, and no `-c hba_file={}` makes PostgreSQL read it", service.name,
                mount.target, mount.target);
      continue;
    }
    if (postgres)
      report.at(mount.span(), "`{}` mounts `{}`, and no `-c config_file={}` makes PostgreSQL read it", service.name,
                mount.target, mount.target);
    else
      report.at(mount.span(), "`{}` mounts `{}`, and {} reads no file that its command does not name", service.name,
                mount.target, service.image->title);
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4451",
    .summary = "Mounted configuration that the program never reads",
    .why = "The tuning, limits and access rules in the file are not in force, and nobody notices.",
    .remedy = "Name the file on the command line: `command: postgres -c config_file=PATH`, `redis-server PATH`.",
    .references = "https://hub.docker.com/_/postgres https://hub.docker.com/_/redis",
    .severity = Severity::medium,
    .rung = Rung::operate,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::config_file_never_read
