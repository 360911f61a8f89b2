#include "rules/lib/backups.h"

#include <algorithm>
#include <array>

#include "rules/lib/words.h"
#include "shell/command.h"

namespace seaworthy::rules {
namespace {

constexpr std::array dump_programs = {
    std::string_view("pg_dump"),    std::string_view("pg_dumpall"),   std::string_view("pg_basebackup"),
    std::string_view("mysqldump"),  std::string_view("mariadb-dump"), std::string_view("mongodump"),
    std::string_view("restic"),     std::string_view("borg"),         std::string_view("pgbackrest"),
    std::string_view("wal-g"),      std::string_view("litestream"),   std::string_view("duplicity"),
    std::string_view("xtrabackup"), std::string_view("mariabackup")};

std::string lower_case(std::string_view text) {
  std::string result(text);
  for (char& letter : result) letter = lower(letter);
  return result;
}

bool is_restore_name(std::string_view name) { return contains(lower_case(name), "restore"); }

}  // namespace

bool is_backup_name(std::string_view name) {
  const std::string text = lower_case(name);
  return contains(text, "backup") || contains(text, "db-dump") || contains(text, "pg-dump") ||
         contains(text, "dump-db");
}

bool saves_state(const project::File& file) {
  if (file.script == nullptr) return false;
  for (const shell::Node* const node : file.script->commands)
    for (const shell::Word& word : node->words)
      for (const std::string_view program : dump_programs)
        if (base_name(before(word.text, ' ')) == program) return true;
  return false;
}

std::vector<const project::File*> backup_scripts(const project::Project& project) {
  std::vector<const project::File*> scripts;
  for (const project::File& file : project.files) {
    if (file.script == nullptr || is_restore_name(file.path)) continue;
    if (file.kind != project::FileKind::script && file.kind != project::FileKind::entrypoint) continue;
    if (file.role == project::Role::test || file.role == project::Role::example) continue;
    if (is_backup_name(base_name(file.path)) && !contains(base_name(file.path), "test")) scripts.push_back(&file);
  }
  return scripts;
}

std::string command_text(const project::Project& project, const project::Service& service) {
  std::string text;
  for (const std::string_view word : service.entrypoint.words) (text += word) += ' ';
  for (const std::string_view word : service.command.words) (text += word) += ' ';
  if (service.entrypoint_script != nullptr) text += project.sources[service.entrypoint_script->source].text();
  return text;
}

std::vector<const project::Service*> backup_services(const project::Project& project, const project::Stack& stack) {
  std::vector<const project::Service*> services;
  for (const project::Service* const service : stack.services) {
    if (!service->active || is_restore_name(service->name)) continue;
    // rclone also mounts and serves remote storage.
    const std::string command = command_text(project, *service);
    const bool known = service->image != nullptr && service->image->kind == knowledge::ImageKind::backup &&
                       !contains(command, "mount") && !contains(command, "serve");
    bool saves = known || is_backup_name(service->name) || is_backup_name(service->definition->image.value);
    if (!saves) {
      for (const std::string_view program : dump_programs) saves = saves || contains(command, program);
    }
    if (saves) services.push_back(service);
  }
  return services;
}

bool runs_on_schedule(const project::Project& project, const project::Service& service) {
  if (service.image != nullptr && service.image->kind == knowledge::ImageKind::backup && !service.builds) return true;
  for (const compose::EnvironmentEntry& entry : service.definition->environment) {
    const std::string name = lower_case(entry.name);
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
