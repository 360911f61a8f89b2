#include "rules/rule.h"

#include <algorithm>
#include <vector>

#include "project/names.h"
#include "rules/lib/init_scripts.h"
#include "rules/lib/once.h"
#include "rules/lib/state.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::init_script_beside_migrations {

constexpr std::size_t most_tables = 200;

static bool is_migration(std::string_view path) {
  for (const std::string_view folder : {"migrations/", "migration/", "migrate/"}) {
    const std::size_t at = path.find(folder);
    if (at == 0 || (at != std::string_view::npos && path[at - 1] == '/')) return true;
  }
  return false;
}

/// The migrations in SQL, in order of path.
static std::vector<const project::File*> find_migrations(const project::Project& project) {
  std::vector<const project::File*> migrations;
  for (const project::File* const file : project::files_of_kind(project, project::FileKind::sql))
    if (file->has_content && is_migration(file->path)) migrations.push_back(file);
  return migrations;
}

static void check(const project::Service& service, Report& report) {
  if (service.kind != knowledge::ImageKind::database || is_short_lived(*service.stack)) return report.skip();
  const project::Project& project = report.project();
  const compose::Mount* mount = nullptr;
  const std::vector<const project::File*> init = init_sql_files(project, service, mount);
  if (init.empty()) return report.skip();
  std::vector<SqlTable> made;
  for (const project::File* const file : init) {
    if (is_migration(file->path)) continue;
    const std::vector<SqlTable>& tables = tables_made(project, *file);
    made.insert(made.end(), tables.begin(), tables.end());
  }
  if (made.empty()) return report.skip();
  const project::File* first = nullptr;
  std::vector<SqlTable> migrated;
  for (const project::File* const file : once<find_migrations>(report)) {
    if (std::find(init.begin(), init.end(), file) != init.end()) continue;
    if (first == nullptr) first = file;
    if (migrated.size() >= most_tables) break;
    const std::vector<SqlTable>& tables = tables_made(project, *file);
    migrated.insert(migrated.end(), tables.begin(), tables.end());
  }
  if (first == nullptr || migrated.empty()) return;
  for (const SqlTable& table : made)
    for (const SqlTable& other : migrated) {
      if (table.name != other.name) continue;
      // What makes it may have looked whether it is there.
      if (table.conditional || other.conditional) return;
      Builder finding = report.at(
          table.span,
          other.if_missing ? "`{}` is made here in an empty volume, and by a migration everywhere else"
                           : "`{}` is made here in an empty volume, so the migration that makes it fails there",
          table.name);
      finding.note(other.span, "The migration")
          .note(mount->span(), "Run when the volume of `{}` is empty", service.name);
      return;
    }
  // Which of several databases the migrations are for, only the program knows.
  if (std::ranges::any_of(service.stack->services, [&](const project::Service* other) {
        return other != &service && other->active && other->kind == knowledge::ImageKind::database &&
               other->image != service.image;
      }))
    return;
  report
      .at(made.front().span,
          "The tables here are others than those of the migrations; an empty volume gets both, an old one neither")
      .severity(Severity::low)
      .note(migrated.front().span, "The migrations make `{}`", migrated.front().name)
      .note(mount->span(), "Run when the volume of `{}` is empty", service.name);
}

extern const Rule rule = {
    .code = "SW4411",
    .summary = "Init script that makes tables beside migrations",
    .why =
        "Init scripts run once, in an empty volume. A database from them and one from the migrations differ, and the "
        "first migration may fail because its table is there already.",
    .remedy = "Let the migrations make every table; keep the init script to roles, databases and extensions.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::init_script_beside_migrations
