#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::init_script_folder_misspelt {

constexpr std::string_view folder = "/docker-entrypoint-initdb.d";

static void check(const project::Service& service, Report& report) {
  if (service.image == nullptr || service.builds ||
      !is_one_of("PostgreSQL MySQL MariaDB MongoDB", service.image->title))
    return report.skip();
  bool asks = false;
  for (const compose::Mount& mount : service.definition->mounts) {
    const bool script = mount.target.ends_with(".sql") || mount.target.ends_with(".sh") ||
                        mount.target.ends_with(".js") || mount.target.ends_with(".sql.gz");
    const bool near = mount.target.starts_with("/docker-entrypoint") || contains(mount.target, "initdb");
    if (!near || (!script && !contains(mount.target, "init"))) continue;
    asks = true;
    const std::string_view rest = mount.target.substr(0, folder.size());
    if (rest == folder && (mount.target.size() == folder.size() || mount.target[folder.size()] == '/')) continue;
    report.at(mount.span(), "`{}` runs scripts of `{}` at its first start, not of `{}`", service.name, folder,
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
