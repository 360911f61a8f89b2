#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "project/model.h"
#include "project/names.h"
#include "project/paths.h"
#include "rules/lib/backups.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::restore_looks_elsewhere {

/// BACKUP_DIR, DB_BACKUP_PATH: the folder of the copies.
static bool names_folder_of_copies(std::string_view name) {
  std::string small;
  for (const char c : name) small += lower(c);
  return contains(small, "backup") && (small.ends_with("dir") || small.ends_with("path") || small.ends_with("folder") ||
                                       small.ends_with("root") || small.ends_with("directory"));
}

struct Folder {
  std::string path;
  Span span;
};

/// The folder that a script keeps its copies in, or takes them from, as long as nobody says otherwise; nothing when it
/// hangs on where the script stands or is called, or when several are named.
static std::optional<Folder> folder_of(const shell::Script& script) {
  std::optional<Folder> found;
  bool several = false;
  for_each_node_deep(script, [&](const shell::Node& node) {
    if (!node.words.empty()) return;
    for (const shell::Assignment& assignment : node.assignments) {
      if (!names_folder_of_copies(assignment.name) || assignment.array) continue;
      std::string_view value = assignment.value.text;
      // `${BACKUP_DIR:-/backups}`
      if (assignment.value.expansions.size() == 1 && value.starts_with("${") && value.ends_with('}') &&
          is_one_of(":- -", assignment.value.expansions.front().operation))
        value = assignment.value.expansions.front().argument;
      several = several || found.has_value();
      if (value.empty() || value.find_first_of("$`*") != std::string_view::npos) {
        several = true;
        continue;
      }
      while (value.size() > 1 && value.ends_with('/')) value.remove_suffix(1);
      if (value.starts_with("./")) value.remove_prefix(2);
      found = Folder{std::string(value), assignment.span};
    }
  });
  return several ? std::nullopt : found;
}

static void check(const project::Project& project, Report& report) {
  bool any = false;
  std::optional<std::vector<const project::File*>> backups;
  for (const project::File* const file : project::files_of_kind(project, project::FileKind::script)) {
    if (file->script == nullptr || file->script->root == nullptr || !contains(base_name(file->path), "restore"))
      continue;
    const std::optional<Folder> taken = folder_of(*file->script);
    if (!taken.has_value()) continue;
    if (!backups.has_value()) backups = backup_scripts(project);
    const project::File* by = nullptr;
    std::optional<Folder> kept;
    bool several = false;
    for (const project::File* const backup : *backups) {
      if (backup->script == nullptr || backup->script->root == nullptr || backup == file ||
          project::parent_path(backup->path) != project::parent_path(file->path))
        continue;
      const std::optional<Folder> folder = folder_of(*backup->script);
      several = several || by != nullptr || !folder.has_value();
      by = backup;
      kept = folder;
    }
    if (by == nullptr || several || !kept.has_value()) continue;
    any = true;
    if (project::is_below(taken->path, kept->path) || project::is_below(kept->path, taken->path)) continue;
    report
        .at(taken->span, "This takes copies from `{}`, and `{}` puts them into `{}`", taken->path, base_name(by->path),
            kept->path)
        .note(kept->span, "They are kept there");
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW7180",
    .summary = "Restore that looks where no backup is kept",
    .why = "On the day on which the copies are needed the script finds none, or finds old ones of another time.",
    .remedy = "Let both scripts read one setting, or write the same folder into both.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::automation,
    .strength = "restore from where its backups are kept",
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::restore_looks_elsewhere
