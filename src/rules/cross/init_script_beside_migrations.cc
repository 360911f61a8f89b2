#include "rules/rule.h"

#include <algorithm>
#include <cctype>
#include <string>
#include <vector>

#include "knowledge/database_servers.h"
#include "project/paths.h"
#include "rules/lib/state.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::init_script_beside_migrations {

constexpr std::size_t most_tables = 200;

/// A table that a SQL file makes.
struct Table {
  std::string name;  ///< In lower case, without schema and quotes.
  Span span;
  bool if_missing = false;
};

/// Tables of `CREATE TABLE` statements.
static std::vector<Table> tables_of(const project::Project& project, const project::File& file) {
  std::vector<Table> tables;
  const std::string_view text = project.sources[file.source].text();
  std::string low(text);
  for (char& letter : low) letter = lower(letter);
  for (std::size_t at = low.find("create table"); at != std::string::npos && tables.size() < most_tables;
       at = low.find("create table", at + 1)) {
    std::size_t begin = at + 12;
    Table table;
    const auto skip_blanks = [&] {
      while (begin < low.size() && std::isspace(static_cast<unsigned char>(low[begin])) != 0) ++begin;
    };
    skip_blanks();
    if (low.compare(begin, 13, "if not exists") == 0) {
      table.if_missing = true;
      begin += 13;
      skip_blanks();
    }
    std::size_t end = begin;
    while (end < low.size() && (std::isalnum(static_cast<unsigned char>(low[end])) != 0 ||
                                contains("_.\"`[]", std::string_view(low).substr(end, 1))))
      ++end;
    for (const char c : std::string_view(low).substr(begin, end - begin)) {
      if (c == '.')
        table.name.clear();
      else if (c != '"' && c != '`' && c != '[' && c != ']')
        table.name += c;
    }
    table.span = {file.source, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end)};
    if (!table.name.empty()) tables.push_back(std::move(table));
  }
  return tables;
}

static bool is_migration(std::string_view path) {
  for (const std::string_view folder : {"migrations/", "migration/", "migrate/"}) {
    const std::size_t at = path.find(folder);
    if (at == 0 || (at != std::string_view::npos && path[at - 1] == '/')) return true;
  }
  return false;
}

/// SQL files that the service runs when its volume is empty.
static std::vector<const project::File*> init_files(const project::Project& project, const project::Service& service,
                                                    const compose::Mount*& mount) {
  std::vector<const project::File*> files;
  for (const compose::Mount& candidate : service.definition->mounts) {
    if (candidate.type != compose::MountType::bind || !candidate.inside_root ||
        !knowledge::is_script_folder(candidate.target))
      continue;
    for (const project::File& file : project.files)
      if (file.kind == project::FileKind::sql && file.has_content &&
          project::is_below(file.path, candidate.host_path)) {
        files.push_back(&file);
        mount = &candidate;
      }
  }
  return files;
}

static void check(const project::Service& service, Report& report) {
  if (service.kind != knowledge::ImageKind::database || is_short_lived(*service.stack)) return report.skip();
  const project::Project& project = report.project();
  const compose::Mount* mount = nullptr;
  const std::vector<const project::File*> init = init_files(project, service, mount);
  if (init.empty()) return report.skip();
  std::vector<Table> made;
  for (const project::File* const file : init) {
    if (is_migration(file->path)) continue;
    for (Table& table : tables_of(project, *file)) made.push_back(std::move(table));
  }
  if (made.empty()) return report.skip();
  const project::File* first = nullptr;
  std::vector<Table> migrated;
  for (const project::File& file : project.files) {
    if (file.kind != project::FileKind::sql || !file.has_content || !is_migration(file.path)) continue;
    if (std::find(init.begin(), init.end(), &file) != init.end()) continue;
    if (first == nullptr) first = &file;
    if (migrated.size() < most_tables)
      for (Table& table : tables_of(project, file)) migrated.push_back(std::move(table));
  }
  if (first == nullptr || migrated.empty()) return;
  for (const Table& table : made)
    for (const Table& other : migrated) {
      if (table.name != other.name) continue;
      Builder finding = report.at(
          table.span,
          other.if_missing ? "`{}` is made here in an empty volume, and by a migration everywhere else"
                           : "`{}` is made here in an empty volume, so the migration that makes it fails there",
          table.name);
      finding.note(other.span, "The migration")
          .note(mount->span(), "Run when the volume of `{}` is empty", service.name);
      return;
    }
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
