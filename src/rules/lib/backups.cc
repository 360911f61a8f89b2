#include "rules/lib/backups.h"

#include <algorithm>
#include <initializer_list>
#include <unordered_map>

#include "base/ascii.h"
#include "knowledge/backup_programs.h"
#include "project/container_files.h"
#include "project/facts.h"
#include "rules/lib/words.h"
#include "shell/command.h"

namespace seaworthy::rules {
using knowledge::tables::backup_programs;

namespace {

bool is_restore_name(std::string_view name) { return contains(ascii::lowered(name), "restore"); }

/// Whether the image of a service is named after a program that saves state: "mazzolino/restic".
bool is_backup_image(std::string_view reference) {
  const std::string_view name = before(base_name(reference), ':');
  return std::ranges::any_of(backup_programs, [&](const knowledge::BackupProgram& row) {
    return row.names_images && contains(name, row.program);
  });
}

}  // namespace

bool is_about_copies(const project::File& file) {
  const std::size_t name = file.path.find_last_of('/');
  const std::string_view folder = name == std::string_view::npos ? std::string_view() : file.path.substr(0, name);
  return saves_state(file) || is_copies_name(base_name(file.path)) || is_copies_name(base_name(folder));
}

bool is_copies_name(std::string_view path) { return is_backup_name(path) || is_restore_name(path); }

std::string without_comments(std::string_view text) {
  std::string kept;
  kept.reserve(text.size());
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    const std::size_t first = line.find_first_not_of(" \t");
    if (first != std::string_view::npos && line[first] != '#') (kept += line) += '\n';
    begin = end + 1;
  }
  return kept;
}

/// By the file that a Dockerfile stands in: the scripts that it copies, in order of path.
using CopiedScripts = std::unordered_map<FileId, std::vector<const shell::Script*>>;
static CopiedScripts copied_scripts(const project::Project& project) {
  CopiedScripts copied;
  for (const project::File& file : project.files)
    if (file.script != nullptr)
      for (const project::Use& use : file.used_by)
        if (use.how == "copies") copied[use.span.file].push_back(file.script);
  return copied;
}

std::vector<const shell::Script*> container_scripts(const project::Project& project, const project::Service& service) {
  std::vector<const shell::Script*> scripts;
  const auto add = [&](const shell::Script* script) {
    if (script != nullptr && script->root != nullptr && std::ranges::find(scripts, script) == scripts.end())
      scripts.push_back(script);
  };
  add(service.command.script);
  add(service.entrypoint.script);
  for (const project::File* const file : service.mounted_files) add(file->script);
  if (service.dockerfile == nullptr || service.stage == nullptr) return scripts;
  const CopiedScripts& copied = project::fact<copied_scripts>(project);
  if (const auto found = copied.find(service.dockerfile->parsed->source); found != copied.end())
    for (const shell::Script* const script : found->second) add(script);
  for (const dockerfile::Stage* stage = service.stage; stage != nullptr; stage = stage->parent)
    for (const dockerfile::WrittenFile& written : stage->written) add(written.script);
  return scripts;
}

bool is_backup_name(std::string_view name) {
  const std::string text = ascii::lowered(name);
  return contains(text, "backup") || contains(text, "db-dump") || contains(text, "pg-dump") ||
         contains(text, "dump-db");
}

bool is_backup_program(std::string_view program) {
  return std::ranges::find(backup_programs, program, &knowledge::BackupProgram::program) != backup_programs.end();
}

bool saves_server(std::string_view program) {
  const auto row = std::ranges::find(backup_programs, program, &knowledge::BackupProgram::program);
  return row != backup_programs.end() && row->saves != knowledge::BackupProgram::Saves::repository;
}

bool names_program_that_saves_server(std::string_view text) {
  return std::ranges::any_of(backup_programs, [&](const knowledge::BackupProgram& row) {
    return row.saves != knowledge::BackupProgram::Saves::repository && contains(text, row.program);
  });
}

bool speaks_of_backup(std::string_view text) {
  return contains(text, "backup") || std::ranges::any_of(backup_programs, [&](const knowledge::BackupProgram& row) {
           return contains(text, row.program);
         });
}

bool saves_state(const project::File& file) {
  if (file.script == nullptr) return false;
  for (const shell::Node* const node : file.script->commands)
    for (const shell::Word& word : node->words)
      if (is_backup_program(base_name(before(word.text, ' ')))) return true;
  return false;
}

std::vector<const project::File*> backup_scripts(const project::Project& project) {
  std::vector<const project::File*> scripts;
  for (const project::File& file : project.files) {
    if (file.script == nullptr || is_restore_name(file.path)) continue;
    if (file.kind != project::FileKind::script && file.kind != project::FileKind::entrypoint) continue;
    if (file.role == project::Role::test || file.role == project::Role::example) continue;
    // `backup-deletion.sh`, `prune-backups.sh` take copies away.
    const std::string_view name = base_name(file.path);
    const bool does_something_else = std::ranges::any_of(
        std::initializer_list<std::string_view>{"test", "delet", "prune", "clean", "purge", "rotat"},
        [&](std::string_view word) { return contains(name, word); });
    if (is_backup_name(name) && !does_something_else) scripts.push_back(&file);
  }
  return scripts;
}

std::string command_text(const project::Project& project, const project::Service& service) {
  std::string text;
  for (const std::string_view word : service.entrypoint.words) (text += word) += ' ';
  for (const std::string_view word : service.command.words) (text += word) += ' ';
  for (const project::File* const script : {service.entrypoint_script, project::handed_over_script(project, service)})
    if (script != nullptr) text += project.sources[script->source].text();
  return text;
}

/// Whether a text copies a server in order to run a replica of it: `pg_basebackup -R` writes what a standby needs.
static bool makes_replica(std::string_view text, std::string_view program) {
  return program == "pg_basebackup" &&
         (contains(text, " -R") || contains(text, "--write-recovery-conf") || contains(text, "standby"));
}

static bool find_backup_service(const project::Project& project, const project::Service& service) {
  if (!service.active || is_restore_name(service.name)) return false;
  // rclone also mounts and serves remote storage.
  const std::string command = command_text(project, service);
  const bool known = service.image != nullptr && service.image->kind == knowledge::ImageKind::backup &&
                     !contains(command, "mount") && !contains(command, "serve");
  const std::string_view image = service.definition->image.value;
  if (known || is_backup_image(image)) return true;
  // One that only waits to be entered saves nothing by itself, whatever it is called.
  if (contains(command, "sleep infinity") || contains(command, "tail -f /dev/null")) return false;
  if (is_backup_name(service.name) || is_backup_name(image)) return true;
  for (const knowledge::BackupProgram& row : backup_programs)
    if (contains(command, row.program) && !makes_replica(command, row.program)) return true;
  return std::ranges::any_of(container_scripts(project, service), [&](const shell::Script* script) {
    const project::File* const file = project.file(script->root->span.file);
    // An application may have a script for it at hand, which it does not start.
    return file != nullptr && file->script == script && !is_restore_name(file->path) && is_backup_name(file->path) &&
           (script == service.command.script || script == service.entrypoint.script ||
            file == service.entrypoint_script || contains(command, base_name(file->path)));
  });
}

bool is_backup_service(const project::Project& project, const project::Service& service) {
  return project::fact<find_backup_service>(project, service);
}

std::vector<const project::Service*> backup_services(const project::Project& project, const project::Stack& stack) {
  std::vector<const project::Service*> services;
  for (const project::Service* const service : stack.services)
    if (is_backup_service(project, *service)) services.push_back(service);
  return services;
}

bool runs_on_schedule(const project::Project& project, const project::Service& service) {
  if (service.image != nullptr && service.image->kind == knowledge::ImageKind::backup && !service.builds) return true;
  if (is_backup_image(service.definition->image.value)) return true;
  for (const compose::EnvironmentEntry& entry : service.definition->environment) {
    const std::string name = ascii::lowered(entry.name);
    const bool speaks = contains(name, "cron") || contains(name, "schedule") || contains(name, "interval") ||
                        contains(name, "backup_freq");
    if (speaks && (service.image == nullptr || service.builds)) {
      // An own image may read it; of a known one it is known not to.
      if (service.builds || contains(command_text(project, service), entry.name)) return true;
      if (service.image == nullptr) return true;
    }
  }
  for (const compose::Member& label : service.definition->labels)
    if (contains(label.key, "ofelia") || contains(label.key, "cron") || contains(label.key, "schedule")) return true;
  const std::string text = command_text(project, service);
  return contains(text, "cron") || contains(text, "ofelia") || loops_for_ever(text);
}

bool loops_for_ever(std::string_view text) {
  for (const std::string_view sign : {"while true", "while :", "while sleep", "while [ true", "while [ 1", "while date",
                                      "sleep 86400", "sleep 43200", "sleep 3600", "sleep 1d", "sleep 24h", "sleep 12h",
                                      "sleep 6h", "sleep 1h", "sleep $", "sleep \"$", "for (( ;;", "for ((;;"})
    if (contains(text, sign)) return true;
  return false;
}

}  // namespace seaworthy::rules
