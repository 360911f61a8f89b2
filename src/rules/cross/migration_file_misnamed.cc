#include <string_view>

#include "project/manifests.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::migration_file_misnamed {

/// Whether a file is called nearly as Flyway calls a migration: `V1_orders.sql`, `v2__items.sql`.
static bool is_passed_over(std::string_view name) {
  if (!name.ends_with(".sql") || name.size() < 6) return false;
  const bool is_version = (name[0] == 'V' || name[0] == 'v') && is_digit(name[1]);
  if (!is_version) return false;
  std::size_t end = 1;
  while (end < name.size() && (is_digit(name[end]) || name[end] == '.')) ++end;
  // `V1_2__orders.sql` is version 1.2.
  while (end + 1 < name.size() && name[end] == '_' && is_digit(name[end + 1])) {
    ++end;
    while (end < name.size() && is_digit(name[end])) ++end;
  }
  const bool separated = name.substr(end).starts_with("__");
  return name[0] == 'v' ? separated : !separated && (name[end] == '_' || name[end] == '-');
}

/// Whether some build of the repository brings Flyway.
static bool has_flyway(const project::Project& project) {
  for (const project::Manifest& manifest : project::manifests(project))
    if (manifest.ecosystem == project::Ecosystem::java &&
        contains(project.sources[manifest.file->source].text(), "flyway"))
      return true;
  return false;
}

static void check(const project::Project& project, Report& report) {
  if (!has_flyway(project)) return report.skip();
  for (const project::Project::TreePath& entry : project.tree) {
    if (!contains(entry.path, "db/migration/") || !is_passed_over(base_name(entry.path))) continue;
    const project::File* const file = project.file(entry.path);
    const Span place = file != nullptr && file->has_content ? Span{file->source, 0, 0} : Span{};
    Builder finding = report.at(
        place, "Flyway passes over `{}`: version and name are told apart by two underscores, behind a capital `V`",
        entry.path);
    if (file != nullptr)
      for (const std::uint32_t index : file->stacks) finding.reaches(project.stacks[index]);
  }
}

extern const Rule rule = {
    .code = "SW5515",
    .summary = "Migration that is not called as its tool expects",
    .why =
        "Flyway runs files such as `V2__items.sql` and says nothing of others. The table is never made, and the "
        "program fails when it first looks for it.",
    .remedy = "Call the file `V<version>__<name>.sql`, and set `validateMigrationNaming` so that others are refused.",
    .references = "https://documentation.red-gate.com/fd/migrations-184127470.html",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::migration_file_misnamed
