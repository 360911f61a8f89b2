#include "rules/rule.h"

#include <algorithm>

#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::init_script_not_run {

constexpr std::string_view folder = "/docker-entrypoint-initdb.d/";

/// Whether the entrypoint of the image does anything with a file of this name.
static bool is_run(const project::Service& service, std::string_view name) {
  static constexpr std::string_view sql[] = {".sh", ".sql", ".sql.gz", ".sql.xz", ".sql.zst", ".sql.bz2"};
  static constexpr std::string_view mongo[] = {".sh", ".js"};
  const bool is_mongo = service.image->title == "MongoDB";
  const auto ends = [&](std::string_view suffix) { return name.ends_with(suffix); };
  return is_mongo ? std::ranges::any_of(mongo, ends) : std::ranges::any_of(sql, ends);
}

static void check(const project::Service& service, Report& report) {
  if (service.image == nullptr || service.builds ||
      !is_one_of("PostgreSQL MySQL MariaDB MongoDB", service.image->title))
    return report.skip();
  bool asks = false;
  for (const compose::Mount& mount : service.definition->mounts) {
    if (mount.type != compose::MountType::bind || !mount.target.starts_with(folder) || !mount.inside_root) continue;
    if (report.project().path_state(mount.host_path) != project::PathState::file) continue;
    asks = true;
    const std::string_view name = base_name(mount.target);
    if (is_run(service, name)) continue;
    report.at(mount.span(), "{} ignores `{}`: it runs files by their suffix, such as `.sh` and `{}`",
              service.image->title, name, service.image->title == "MongoDB" ? ".js" : ".sql");
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4664",
    .summary = "Init script with a name that the database ignores",
    .why = "The first start says `ignoring`, and the accounts, databases and tables of the script are not there.",
    .remedy = "Mount the script under a name that ends in `.sh` or `.sql`.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::orchestration,
    .strength = "get init scripts that they run",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::init_script_not_run
