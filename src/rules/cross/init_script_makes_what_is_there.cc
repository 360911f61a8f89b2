#include <algorithm>
#include <string>

#include "base/ascii.h"
#include "project/model.h"
#include "rules/lib/database_server.h"
#include "rules/lib/init_scripts.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::init_script_makes_what_is_there {

static void check(const project::Service& service, Report& report) {
  const knowledge::DatabaseServer* const known = known_server(service);
  if (known == nullptr || !known->strict_setup) return report.skip();
  const project::Project& project = report.project();
  const compose::Mount* mount = nullptr;
  const std::vector<const project::File*> files = init_files(project, service, mount);
  const auto user = server_setting(project, service, LoginPart::user, "");
  const auto database = server_setting(project, service, LoginPart::database, "");
  if (files.empty() || (!user.has_value() && !database.has_value())) return report.skip();
  for (const project::File* const file : files)
    for (const SqlObject& object : objects_made(project, *file)) {
      const auto& set_up = object.account ? user : database;
      // What has no quotes PostgreSQL takes in lower case; the image itself writes quotes.
      if (!set_up.has_value() ||
          (set_up->value != object.name && (object.quoted || set_up->value != ascii::lowered(object.name))))
        continue;
      Builder finding =
          report.at(object.span, "The image of `{}` has made `{}` before this, so the first start ends here",
                    service.name, object.name);
      finding.note(mount->span(), "Run when the volume is empty");
      finding.note(set_up->span.valid() ? set_up->span : service.span, "The image makes it for this");
      if (set_up->promised || file->kind != project::FileKind::sql) finding.confidence(Confidence::likely);
      return;
    }
}

extern const Rule rule = {
    .code = "SW4989",
    .summary = "Init script that makes the user or database of the image again",
    .why =
        "The image makes what its variables name before it runs the scripts. `already exists` is an error, which ends "
        "the first start; the second one finds a volume that is not empty, and the rest of the scripts never runs.",
    .remedy = "Leave to the variables what they make, or make it only where it is missing.",
    .references = "https://github.com/docker-library/docs/blob/master/postgres/README.md#initialization-scripts",
    .severity = Severity::high,
    .confidence = Confidence::certain,
    .rung = Rung::start,
    .category = Category::automation,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::init_script_makes_what_is_there
