#include "rules/rule.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "project/container_files.h"
#include "project/model.h"
#include "project/paths.h"
#include "project/upstreams.h"
#include "rules/lib/backups.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::backup_source_not_mounted {

/// Variables in which images for backups take what they save: RESTIC_BACKUP_SOURCES, BACKUP_SOURCES, SOURCE_DIR.
static bool names_source(std::string_view name) {
  for (const std::string_view word : {"BACKUP_SOURCE", "SOURCE_DIR", "SOURCE_PATH", "BACKUP_SRC", "BORG_SOURCE"})
    if (contains(name, word)) return true;
  return false;
}

/// Whether something is mounted at the path, above or below it; what the image itself has is not worth saving.
static bool is_mounted(const project::Service& service, std::string_view path) {
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  if (project::mount_over(service, path) != nullptr) return true;
  for (const compose::Mount& mount : service.definition->mounts)
    if (project::is_below(mount.target, path)) return true;
  return false;
}

static bool is_plain_path(std::string_view path) {
  return path.size() > 1 && path.starts_with('/') && path.find_first_of("*?[{$~") == std::string_view::npos;
}

static void judge(const project::Service& saver, std::string_view path, Span span, Report& report, bool& any) {
  if (!is_plain_path(path) || is_one_of("/etc /root /home /var /opt", path)) return;
  any = true;
  if (is_mounted(saver, path)) return;
  report.at(span, "`{}` saves `{}`, and nothing is mounted there", saver.name, path)
      .note(saver.span, "The mounts of `{}`", saver.name)
      .reaches(*saver.stack);
}

/// Paths with blanks between them, and nothing else.
static void judge_words(const project::Service& saver, std::string_view words, Span span, Report& report, bool& any) {
  std::vector<std::string_view> paths;
  while (!words.empty()) {
    const std::string_view word = before(words, ' ');
    words.remove_prefix(std::min(words.size(), word.size() + 1));
    if (word.empty()) continue;
    if (!word.starts_with('/')) return;
    paths.push_back(word);
  }
  for (const std::string_view path : paths) judge(saver, path, span, report, any);
}

/// A list of paths, or the `path` of its members.
static void judge_list(const project::Service& saver, const yaml::Node* list, Report& report, bool& any) {
  if (list == nullptr) return;
  for (const yaml::Node* const item : list->resolved().items) {
    const yaml::Node& node = item->resolved();
    const yaml::Node* const path = node.is_mapping() ? node.get("path") : &node;
    if (path != nullptr && path->resolved().is_scalar())
      judge(saver, path->resolved().text, path->resolved().span, report, any);
  }
}

/// Names of databases and hosts in the lists that a configuration of borgmatic has for each kind of server.
static void judge_databases(const project::Service& saver, const yaml::Node* list, Report& report, bool& any) {
  if (list == nullptr) return;
  for (const yaml::Node* const item : list->resolved().items) {
    const yaml::Node* const host = item->resolved().is_mapping() ? item->resolved().get("hostname") : nullptr;
    if (host == nullptr || !host->resolved().is_scalar()) continue;
    const std::string_view name = host->resolved().text;
    if (name.find_first_of(".:{$") != std::string_view::npos || name == "localhost") continue;
    any = true;
    if (project::service_named(saver, name) != nullptr || saver.stack->service(name) != nullptr) continue;
    report.at(host->resolved().span, "`{}` dumps a database of `{}`, and no service is called so", saver.name, name)
        .note(saver.span, "`{}` reads this file", saver.name)
        .reaches(*saver.stack);
  }
}

static void check(const project::Stack& stack, Report& report) {
  bool any = false;
  for (const project::Service* const saver : once<backup_services>(report, stack)) {
    if (saver->builds) continue;
    for (const compose::EnvironmentEntry& entry : saver->definition->environment)
      if (entry.value.has_value() && names_source(entry.name))
        judge_words(*saver, *entry.value, entry.value_span.valid() ? entry.value_span : entry.span, report, any);
    for (const project::File* const file : project::configuration_files(report.project(), *saver)) {
      if (file->yaml == nullptr || file->yaml->root() == nullptr) continue;
      const yaml::Node* root = &file->yaml->root()->resolved();
      if (!root->is_mapping()) continue;
      judge_list(*saver, root->get("source_directories"), report, any);
      judge_list(*saver, root->get("sqlite_databases"), report, any);
      for (const std::string_view kind :
           {"postgresql_databases", "mysql_databases", "mariadb_databases", "mongodb_databases"})
        judge_databases(*saver, root->get(kind), report, any);
      const yaml::Node* const location = root->get("location");
      if (location != nullptr && location->resolved().is_mapping())
        judge_list(*saver, location->resolved().get("source_directories"), report, any);
    }
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4745",
    .summary = "Backup of what its container does not have",
    .why = "The job saves an empty folder, or fails each night in a log that nobody reads; the copies hold nothing.",
    .remedy = "Mount what is to be saved at the path that the settings name, and name servers as their services.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::automation,
    .strength = "have mounted what their backup saves",
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::backup_source_not_mounted
