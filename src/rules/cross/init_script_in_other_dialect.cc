#include <vector>

#include "project/model.h"
#include "rules/lib/database_server.h"
#include "rules/lib/init_scripts.h"
#include "rules/rule.h"

namespace seaworthy::rules::init_script_in_other_dialect {

static void check(const project::Service& service, Report& report) {
  const knowledge::DatabaseServer* const server = known_server(service);
  if (server == nullptr || !server->strict_setup) return report.skip();
  const compose::Mount* mount = nullptr;
  const std::vector<const project::File*> scripts = init_sql_files(report.project(), service, mount);
  if (scripts.empty()) return report.skip();
  for (const project::File* const script : scripts) {
    const std::vector<RefusedSql> refused = foreign_sql(report.project(), *script, server->protocol);
    if (refused.empty()) continue;
    const RefusedSql& first = refused.front();
    report
        .at(first.span, "{} does not know `{}`, so an empty volume ends the first start of `{}` here; {}",
            server->product, report.text(first.span), service.name, OurWords{first.row->instead})
        .note(mount->span(), "Run when the volume is empty");
  }
}

extern const Rule rule = {
    .code = "SW4088",
    .summary = "Init script in the SQL of another database",
    .why =
        "The image ends at the first error of a script in its folder. The second start finds a volume that is not "
        "empty, "
        "so that no table behind the error is ever made.",
    .remedy = "Write the statement as the server knows it, or run the server that the script was written for.",
    .references =
        "https://www.postgresql.org/docs/current/sql-commands.html "
        "https://dev.mysql.com/doc/refman/8.4/en/sql-statements.html",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::init_script_in_other_dialect
