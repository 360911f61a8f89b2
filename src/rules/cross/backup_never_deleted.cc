#include "rules/rule.h"

#include <string>

#include "project/model.h"
#include "rules/lib/backups.h"
#include "rules/lib/once.h"
#include "rules/lib/state.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::backup_never_deleted {

/// Whether anything takes old copies away: a deletion, a tool's policy, a rotation, an object store's rules.
static bool deletes_old(std::string_view text) {
  for (const std::string_view word :
       {"-delete", "-mtime", "rm ", "prune", "forget", "KEEP", "keep", "RETENTION", "retention", "lifecycle", "rotate",
        "expire", "tail -n +", "head -n -", "restic", "borg", "pgbackrest", "wal-g", "--delete"})
    if (contains(text, word)) return true;
  return false;
}

/// Whether each copy gets a name of its own.
static bool names_by_date(std::string_view text) { return contains(text, "date +") || contains(text, "date '+"); }

static void check(const project::Stack& stack, Report& report) {
  if (is_short_lived(stack)) return report.skip();
  bool asks = false;
  for (const project::Service* const saver : once<backup_services>(report, stack)) {
    // Backup images have a policy of their own.
    if (saver->image != nullptr && saver->image->kind == knowledge::ImageKind::backup) continue;
    std::string text = command_text(report.project(), *saver);
    for (const project::File* const file : saver->mounted_files)
      if (file->has_content && file->script != nullptr) text += report.project().sources[file->source].text();
    if (!names_by_date(text) || !loops_for_ever(text)) continue;
    asks = true;
    if (deletes_old(text)) continue;
    for (const compose::EnvironmentEntry& entry : saver->definition->environment)
      if (deletes_old(entry.name)) return;
    report.at(saver->span, "`{}` writes a new copy each time, and nothing deletes the old ones", saver->name);
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4606",
    .summary = "Backups that are never deleted",
    .why = "The disk fills up; then the next backup fails, and with it often the database on the same disk.",
    .remedy = "Delete what is older than you need: `find /backup -name '*.gz' -mtime +14 -delete`.",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::automation,
    .strength = "delete old copies",
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::backup_never_deleted
