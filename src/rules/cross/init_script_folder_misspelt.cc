#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/database_server.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::init_script_folder_misspelt {

static void check(const project::Service& service, Report& report) {
  const knowledge::DatabaseServer* const known = known_server(service);
  if (known == nullptr || !known->runs_scripts()) return report.skip();
  bool asks = false;
  for (const compose::Mount& mount : service.definition->mounts) {
    const bool near = mount.target.starts_with("/docker-entrypoint") || contains(mount.target, "initdb");
    if (!near || (!known->runs(mount.target) && !contains(mount.target, "init"))) continue;
    asks = true;
    if (known->is_setup(mount.target)) continue;
    report.at(mount.span(), "`{}` runs scripts of `{}` at its first start, not of `{}`", service.name, known->setup,
              mount.target);
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4614",
    .summary = "Init scripts where the database does not look",
    .why = "The database starts without an error and without its tables and accounts.",
    .remedy = "Mount the scripts below `/docker-entrypoint-initdb.d`.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::init_script_folder_misspelt
