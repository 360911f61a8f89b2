#include "rules/rule.h"

#include <string>

#include "rules/lib/backups.h"
#include "rules/lib/once.h"
#include "rules/lib/state.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::backup_copies_live_database {

/// Whether the database is stopped or dumped while the copy is made, as the backup images ask for by labels.
static bool is_quiet(const project::Service& database) {
  for (const compose::Member& label : database.definition->labels)
    if (contains(label.key, "stop-during-backup") || contains(label.key, "archive-pre") ||
        contains(label.key, "exec-pre") || contains(label.key, "copy-pre"))
      return true;
  return false;
}

static bool stops_or_dumps(std::string_view text) {
  for (const std::string_view word :
       {"pg_dump", "pg_basebackup", "mysqldump", "mariadb-dump", "mariabackup", "xtrabackup", "mongodump", " stop",
        "fsyncLock", "pg_backup_start", "pause", "BGSAVE", "--rdb", ".backup", "VACUUM INTO"})
    if (contains(text, word)) return true;
  return false;
}

static bool copies(std::string_view text) {
  for (const std::string_view word : {"tar ", "cp ", "rsync ", "zip ", "restic ", "borg ", "rclone ", "cpio"})
    if (contains(text, word)) return true;
  return false;
}

static void check(const project::Stack& stack, Report& report) {
  if (is_short_lived(stack)) return report.skip();
  const project::Project& project = report.project();
  bool any = false;
  for (const project::Service* const saver : once<backup_services>(report, stack)) {
    std::string said = command_text(project, *saver);
    for (const shell::Script* const script : container_scripts(project, *saver))
      said += without_comments(report.text(script->root->span));
    const bool known = saver->image != nullptr && !saver->builds && saver->image->kind == knowledge::ImageKind::backup;
    if (!known && (!copies(said) || stops_or_dumps(said))) continue;
    for (const compose::Mount& mount : saver->definition->mounts) {
      if (mount.type != compose::MountType::volume || mount.source_text.empty()) continue;
      for (const project::Service* const database : stack.services) {
        if (!database->active || database == saver || database->kind != knowledge::ImageKind::database) continue;
        for (const StatePlace& place : state_places(*database)) {
          if (place.mount == nullptr || place.mount->source_text != mount.source_text ||
              place.mount->type != compose::MountType::volume)
            continue;
          any = true;
          if (is_quiet(*database)) continue;
          report
              .at(mount.span(), "`{}` copies the files of `{}` while it writes them; dump the database instead",
                  saver->name, database->name)
              .note(place.mount->span(), "`{}` keeps its data in this volume", database->name);
        }
      }
    }
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4407",
    .summary = "Backup that copies the files of a running database",
    .why = "The files belong to different moments. The copy looks fine and does not start, or loses rows in silence.",
    .remedy =
        "Save a dump (`pg_dump`, `mysqldump --single-transaction`, `mongodump`, `sqlite3 .backup`), or stop the "
        "database for the copy.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::automation,
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::backup_copies_live_database
