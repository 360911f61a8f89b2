#include <algorithm>
#include <string>

#include "project/model.h"
#include "rules/lib/backups.h"
#include "rules/lib/words.h"
#include "rules/lib/written_files.h"
#include "rules/rule.h"

namespace seaworthy::rules::backup_overwrites_itself {

/// Whether a text keeps versions of its own: a tool for copies, a name with the date, rotation.
static bool keeps_versions(std::string_view text) {
  for (const std::string_view word :
       {"date", "restic", "borg", "kopia", "duplicity", "rdiff-backup", "--backup-dir", "logrotate", "savelog",
        "TIMESTAMP", "timestamp", "rsnapshot", "$1", "${1", "mktemp", "printf", "EPOCH", "git commit", "duplicati"})
    if (contains(text, word)) return true;
  return false;
}

static void check(const project::File& file, Report& report) {
  if (file.script == nullptr || file.script->root == nullptr || contains(file.path, "restore")) return report.skip();
  const std::string text = without_comments(report.text(file.script->root->span));
  const bool dumps = names_program_that_saves_server(text) || contains(text, "sqlite3");
  if (!dumps || keeps_versions(text) || !saves_state(file)) return report.skip();
  for (const WrittenFile& written : written_by(*file.script)) {
    if (!written.span.valid() || contains(written.name, "*") || contains(written.folder, "*") ||
        written.folder.starts_with("/tmp") || written.folder.empty())
      continue;
    bool is_dump = false;
    for (const std::string_view ending :
         {".sql", ".dump", ".gz", ".archive", ".bak", ".tar", ".tgz", ".zst", ".db", ".sqlite3"})
      is_dump = is_dump || written.name.ends_with(ending);
    if (!is_dump) continue;
    report.at(written.span, "Each run overwrites `{}`, which is the only copy; put the date into its name",
              written.name);
    return;
  }
}

extern const Rule rule = {
    .code = "SW4832",
    .summary = "Backup that overwrites the one before",
    .why =
        "There is one copy: when it is damaged, or made of damaged data, there is none, and a dump that fails has "
        "emptied it first.",
    .remedy = "Put the date into the name, and delete old copies by their age.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::automation,
    .check = each_script<check>(),
};

}  // namespace seaworthy::rules::backup_overwrites_itself
