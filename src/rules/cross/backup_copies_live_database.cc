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
       {" stop", "fsyncLock", "pg_backup_start", "pause", "BGSAVE", "--rdb", ".backup", "VACUUM INTO"})
    if (contains(text, word)) return true;
  return names_program_that_saves_server(text);
}

static bool copies(std::string_view text) {
  for (const std::string_view word : {"tar ", "cp ", "rsync ", "zip ", "restic ", "borg ", "rclone ", "cpio"})
    if (contains(text, word)) return true;
  return false;
}

/// A path of the host without `./` and a slash at its end.
static std::string_view plain_path(std::string_view path) {
  while (path.starts_with("./")) path.remove_prefix(2);
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  return path;
}

/// Whether a word of a copying command names what a mount keeps its data in: the folder of the host, or the volume as
/// `docker run -v PROJECT_VOLUME:/data` and the engine's own folder do.
static bool names_store(std::string_view word, const compose::Mount& mount) {
  std::string_view text = plain_path(word);
  if (mount.type == compose::MountType::bind) {
    const std::string_view folder = plain_path(mount.inside_root ? mount.host_path : mount.source_text);
    if (folder.size() < 4) return false;
    return text == folder || (text.ends_with(folder) && text[text.size() - folder.size() - 1] == '/');
  }
  if (mount.type != compose::MountType::volume || mount.source_text.empty()) return false;
  const std::string_view volume = mount.source_text;
  if (text.starts_with("/var/lib/docker/volumes/")) {
    text.remove_prefix(std::string_view("/var/lib/docker/volumes/").size());
    text = before(text, '/');
  } else {
    if (!contains(text, ":/")) return false;
    text = before(text, ':');
  }
  return text == volume || (text.ends_with(volume) && text[text.size() - volume.size() - 1] == '_');
}

/// The word by which a script copies the files of a database; null when it copies none of them.
static const shell::Word* copied_in(const shell::Script& script, const compose::Mount& mount) {
  for (const shell::Node* const node : script.commands) {
    const shell::Invocation command = shell::invocation(*node);
    bool may_copy = is_one_of("tar cp rsync zip restic borg rclone", command.program);
    if (command.program == "docker")
      for (const shell::Word& word : command.arguments) may_copy = may_copy || word.text == "tar" || copies(word.text);
    if (!may_copy) continue;
    for (const shell::Word& word : command.arguments)
      if (names_store(word.text, mount)) return &word;
  }
  return nullptr;
}

/// Scripts of the host that copy what the databases of a stack write.
static bool check_scripts(const project::Stack& stack, Report& report) {
  bool any = false;
  for (const project::File* const file : once<backup_scripts>(report)) {
    if (!file->has_content || file->script->root == nullptr) continue;
    if (stops_or_dumps(without_comments(report.project().sources[file->source].text()))) continue;
    for (const project::Service* const database : stack.services) {
      if (!database->active || database->kind != knowledge::ImageKind::database) continue;
      for (const StatePlace& place : state_places(*database)) {
        const shell::Word* const copied = place.mount != nullptr ? copied_in(*file->script, *place.mount) : nullptr;
        if (copied == nullptr) continue;
        any = true;
        if (is_quiet(*database)) continue;
        report
            .at(copied->span, "`{}` copies the files of `{}` while it writes them; dump the database instead",
                file->path, database->name)
            .note(place.mount->span(), "`{}` keeps its data here", database->name);
      }
    }
  }
  return any;
}

static void check(const project::Stack& stack, Report& report) {
  if (is_short_lived(stack)) return report.skip();
  const project::Project& project = report.project();
  bool any = check_scripts(stack, report);
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
