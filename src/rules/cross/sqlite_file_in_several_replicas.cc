#include "rules/rule.h"

#include <string>

#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::sqlite_file_in_several_replicas {

/// Where a value says that the file of a database is: `/app/data/shop.db`, `sqlite:////app/data/shop.db`; "" for none.
static std::string_view database_file(std::string_view value) {
  const bool has_scheme = value.starts_with("sqlite") || value.starts_with("file:");
  if (has_scheme) value = value.substr(std::min(value.find('/'), value.size()));
  while (value.starts_with("//")) value.remove_prefix(1);
  value = value.substr(0, value.find_first_of("?"));
  if (!value.starts_with('/')) return {};
  for (const std::string_view ending : {".db", ".sqlite", ".sqlite3", ".db3"})
    if (value.ends_with(ending)) return value;
  return has_scheme ? value : std::string_view();
}

/// Whether the settings name SQLite: by the value of a variable, or by the kind of the file.
static bool names_sqlite(const project::Service& service, std::string_view file) {
  if (file.ends_with(".sqlite") || file.ends_with(".sqlite3")) return true;
  for (const compose::EnvironmentEntry& entry : service.definition->environment)
    if (entry.value.has_value() && (contains(*entry.value, "sqlite") || contains(entry.name, "SQLITE"))) return true;
  return false;
}

static void check(const project::Service& service, Report& report) {
  const compose::Service& definition = *service.definition;
  const compose::EnvironmentEntry* by = nullptr;
  std::string_view file;
  for (const compose::EnvironmentEntry& entry : definition.environment) {
    if (!entry.value.has_value() || !file.empty()) continue;
    file = database_file(*entry.value);
    if (!file.empty()) by = &entry;
  }
  if (by == nullptr || !names_sqlite(service, file)) return report.skip();
  if (!definition.replicas || definition.replicas.value < 2) return;
  const std::int64_t containers = definition.replicas.value;
  const compose::Mount* keeper = nullptr;
  for (const compose::Mount& mount : definition.mounts)
    if (project::is_below(file, mount.target) && (keeper == nullptr || mount.target.size() > keeper->target.size()) &&
        mount.type != compose::MountType::tmpfs)
      keeper = &mount;
  if (keeper != nullptr && keeper->read_only) return;
  const Span place = definition.replicas.span();
  if (keeper == nullptr) {
    report
        .at(place, "Each of the {} containers of `{}` has a SQLite database of its own, and requests go to any of them",
            containers, service.name)
        .note(by->span, "The file of the database");
    return;
  }
  report
      .at(place, "{} containers of `{}` write one SQLite file; run one, or move to a database server", containers,
          service.name)
      .note(by->span, "The file of the database")
      .note(keeper->span(), "All of them get it here");
}

extern const Rule rule = {
    .code = "SW4842",
    .summary = "One SQLite file for several containers",
    .why =
        "SQLite takes one writer at a time: others get `database is locked`. Over a network file system or with its "
        "write-ahead log on different hosts the file is damaged; containers without a common file show each user "
        "different data.",
    .remedy = "Run one container, or keep the data in a database server.",
    .references = "https://www.sqlite.org/whentouse.html https://www.sqlite.org/wal.html",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::sqlite_file_in_several_replicas
