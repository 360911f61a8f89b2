#include "rules/rule.h"

#include <algorithm>
#include <string_view>

#include "project/connections.h"
#include "project/model.h"
#include "project/promised_variables.h"
#include "rules/lib/backups.h"
#include "rules/lib/database_server.h"
#include "rules/lib/service_kind.h"
#include "rules/lib/state.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::database_root_for_program {

/// `DB_USER`, `MYSQL_USERNAME`, `database__connection__user`: the account of a database, and of nothing else.
static bool names_database_user(std::string_view name) {
  const bool ends =
      name.ends_with("USER") || name.ends_with("USERNAME") || name.ends_with("_user") || name.ends_with("_username");
  if (!ends) return false;
  for (const std::string_view part :
       {"DB", "MYSQL", "MARIADB", "DATABASE", "DATASOURCE", "SQL", "database", "db_", "db__", "mysql"})
    if (contains(name, part)) return true;
  return false;
}

/// A server of MySQL's kind that the service is given the address of, and where; its account for administration is
/// there beside those for programs. Null for none.
static const project::Reference* asked_server(const project::Project& project, const project::Service& service) {
  for (const project::Reference& reference : project::connections(project, service).references)
    if (reference.kind == project::ReferenceKind::environment && reference.to != nullptr && reference.to != &service &&
        is_server_of(*reference.to, "mysql"))
      return &reference;
  return nullptr;
}

static void check(const project::Service& service, Report& report) {
  // Whoever administers or saves the database needs the rights.
  if (is_data_store(service) || service.kind == knowledge::ImageKind::admin_ui || runs_once(service) ||
      is_short_lived(*service.stack) || is_backup_service(report.project(), service))
    return report.skip();
  const project::Reference* const server = asked_server(report.project(), service);
  if (server == nullptr) return report.skip();
  Span place;
  if (before(server->credentials, ':') == "root") place = server->span;
  const auto look = [&](std::span<const compose::EnvironmentEntry> entries) {
    for (const compose::EnvironmentEntry& entry : entries)
      if (!place.valid() && entry.value.has_value() && *entry.value == "root" && names_database_user(entry.name))
        place = entry.span;
  };
  look(service.definition->environment);
  look(project::promised_variables(report.project(), service));
  if (!place.valid()) return;
  report
      .at(place, "`{}` works in `{}` as its administrator `root`; give it an account for its own database",
          service.name, server->to->name)
      .severity(service.stack->role == project::Role::development ? Severity::low : Severity::medium)
      .note(server->to->span, "`{}` makes such an account of `MYSQL_USER` and `MYSQL_PASSWORD`", server->to->name);
}

extern const Rule rule = {
    .code = "SW4851",
    .summary = "Program that uses the administrator of its database",
    .why =
        "One hole in the program, such as an injected query, reads and deletes every database of the server, makes "
        "accounts and, with the right to files, writes to its disk.",
    .remedy =
        "Let the server make an account at its first start (`MYSQL_USER`, `MYSQL_PASSWORD`, `MYSQL_DATABASE`), which "
        "has the rights to this one database, and log in with that.",
    .controls = "OWASP Docker:12",
    .references = "https://hub.docker.com/_/mysql https://dev.mysql.com/doc/refman/8.4/en/general-security-issues.html",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .strength = "use an account of their own in the database",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::database_root_for_program
