#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "rules/lib/backups.h"
#include "rules/lib/database_server.h"
#include "rules/lib/once.h"
#include "rules/lib/service_kind.h"
#include "rules/lib/state.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::backup_misses_state {

/// A named volume of a service that holds state.
static bool holds_state(const project::Service& service, const compose::Mount& mount) {
  if (mount.type != compose::MountType::volume || mount.source_text.empty() || mount.read_only) return false;
  for (const std::string_view word :
       {"log", "cache", "tmp", "node_modules", "static", "socket", "cert", "acme", "letsencrypt", "prometheus",
        "grafana", "loki", "metrics", "caddy", "model", "ollama", "run", "backup", "dump"})
    if (contains(mount.source_text, word)) return false;
  using Kind = knowledge::ImageKind;
  if (service.kind == Kind::database || service.kind == Kind::object_store || service.kind == Kind::identity)
    return true;
  if (service.kind == Kind::cache) return keeps_state(service);
  // What the known image of a program for users calls its data.
  if (!service.builds && service.kind == Kind::web_app)
    return std::ranges::any_of(service.data_paths, [&](std::string_view path) {
      return mount.target == path || path.starts_with(std::string(mount.target) + "/");
    });
  if (!service.builds) return false;
  for (const std::string_view word : {"upload", "data", "media", "storage", "files", "sqlite", "db", "attach"})
    if (contains(mount.source_text, word) || contains(mount.target, word)) return true;
  return false;
}

static bool is_one_of_services(const std::vector<const project::Service*>& services, const project::Service* service) {
  return std::find(services.begin(), services.end(), service) != services.end();
}

/// Whether a text has a program that saves the database of a service without naming its volume.
static bool speaks_of_dump(std::string_view text, const project::Service& service) {
  const knowledge::DatabaseServer* const known = known_server(service);
  return known != nullptr &&
         std::ranges::any_of(known->dump, [&](std::string_view program) { return contains(text, program); });
}

/// Whether a service makes a copy of its database that others can save.
static bool snapshots_itself(const project::Project& project, const project::Service& service, Report& report) {
  return std::ranges::any_of(container_scripts(project, service), [&](const shell::Script* script) {
    const std::string_view text = report.text(script->root->span);
    return contains(text, ".backup") || contains(text, "VACUUM INTO");
  });
}

/// Whether a text has a name as a word; the name of the project may stand in front, as in `shop_media`.
static bool names(std::string_view text, std::string_view name) {
  const auto is_part = [](char c) { return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z'); };
  for (std::size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    if ((at == 0 || !is_part(text[at - 1])) && (end == text.size() || !is_part(text[end]))) return true;
  }
  return false;
}

/// Whether a script may save something of a stack. One that calls Compose says with which files: of a repository with
/// several projects it saves the one that it speaks to.
static bool may_save(const project::Project& project, const project::File& script, const project::Stack& stack) {
  bool speaks = false;
  for (const project::ComposeCommand& command : project.compose_commands) {
    if (command.file != &script || command.stack < 0) continue;
    speaks = true;
    for (const project::File* const file : project.stacks[static_cast<std::size_t>(command.stack)].files)
      if (std::ranges::find(stack.files, file) != stack.files.end()) return true;
  }
  return !speaks;
}

/// The folder of the innermost Compose project that each script that saves something stands in.
static std::vector<std::string_view> homes_of_scripts(const project::Project& project) {
  std::vector<std::string_view> homes;
  for (const project::File* const script : backup_scripts(project)) {
    std::string_view home;
    for (const project::Stack& stack : project.stacks) {
      if (stack.files.empty()) continue;
      const std::string_view folder = parent_path(stack.files.front()->path);
      if (folder.size() > home.size() && is_below(script->path, folder)) home = folder;
    }
    homes.push_back(home);
  }
  return homes;
}

/// Whether two folders are of different projects: none of them is above the other.
static bool stand_apart(std::string_view one, std::string_view other) {
  return !one.empty() && !other.empty() && one != other && !is_below(one, other) && !is_below(other, one);
}

static void check(const project::Stack& stack, Report& report) {
  if (is_short_lived(stack) || stack.role == project::Role::development) return report.skip();
  const project::Project& project = report.project();
  const std::vector<const project::Service*>& savers = once<backup_services>(report, stack);
  std::vector<const project::File*> scripts = once<backup_scripts>(report);
  const std::vector<std::string_view>& homes = once<homes_of_scripts>(report);
  const std::string_view own = stack.files.empty() ? std::string_view{} : parent_path(stack.files.front()->path);
  std::size_t index = 0;
  std::erase_if(scripts, [&](const project::File* script) {
    return stand_apart(own, homes[index++]) || !may_save(project, *script, stack);
  });
  if (savers.empty() && scripts.empty()) return report.skip();
  // What the savers say, in one text: names of volumes, services, containers and programs.
  std::string said;
  bool whole_engine = false;
  std::vector<std::string_view> mounted;
  for (const project::Service* const saver : savers) {
    said += command_text(project, *saver);
    for (const compose::EnvironmentEntry& entry : saver->definition->environment)
      if (entry.value.has_value()) (said += *entry.value) += ' ';
    for (const compose::Mount& mount : saver->definition->mounts) {
      if (mount.type == compose::MountType::volume) mounted.push_back(mount.source_text);
      whole_engine = whole_engine || mount.host_path == "/var/lib/docker/volumes" || mount.host_path == "/";
    }
    for (const project::File* const file : saver->mounted_files)
      if (file->has_content) said += without_comments(project.sources[file->source].text());
    for (const shell::Script* const script : container_scripts(project, *saver))
      said += without_comments(report.text(script->root->span));
  }
  for (const project::File* const script : scripts) said += without_comments(project.sources[script->source].text());
  // What a scheduler or a saver runs in the container that has the label: `pg_dump -U shop shop > /dumps/shop.sql`.
  for (const project::Service* const service : stack.services)
    for (const compose::Member& label : service->definition->labels)
      if (label.value != nullptr && names_program_that_saves_server(label.value->text))
        (said += label.value->text) += ' ';
  // A script that goes through all volumes of the engine names none.
  if (whole_engine || contains(said, "docker volume ls")) return;
  // Scripts that name nothing of the stack save something else of the repository.
  const auto is_named = [&](const project::Service* service) {
    return names(said, service->name) || speaks_of_dump(said, *service) ||
           (service->definition->container_name && contains(said, service->definition->container_name.value)) ||
           std::ranges::any_of(service->definition->mounts, [&](const compose::Mount& mount) {
             return !mount.source_text.empty() && names(said, mount.source_text);
           });
  };
  if (savers.empty() && std::ranges::none_of(stack.services, is_named)) return report.skip();
  bool any = false;
  for (const project::Service* const service : stack.services) {
    if (!service->active || is_one_of_services(savers, service) || snapshots_itself(project, *service, report))
      continue;
    for (const compose::Mount& mount : service->definition->mounts) {
      if (!holds_state(*service, mount)) continue;
      any = true;
      const bool saved =
          std::find(mounted.begin(), mounted.end(), mount.source_text) != mounted.end() ||
          names(said, mount.source_text) || names(said, service->name) ||
          (service->definition->container_name && contains(said, service->definition->container_name.value)) ||
          speaks_of_dump(said, *service) || (service->builds && contains(said, mount.target));
      if (saved) continue;
      Builder finding = report.at(mount.span(), "`{}` of `{}` holds state, and the backup does not save it",
                                  mount.source_text, service->name);
      if (service->kind == knowledge::ImageKind::cache) finding.severity(Severity::low);
      if (!savers.empty())
        finding.note(savers.front()->span, "`{}` saves other things", savers.front()->name);
      else
        finding.note({scripts.front()->source, 0, 0}, "`{}` saves other things", scripts.front()->path);
    }
  }
  for (const project::Service* const saver : savers) {
    for (const compose::Mount& mount : saver->definition->mounts) {
      if (mount.type != compose::MountType::volume || mount.source_text.empty() || is_backup_name(mount.source_text) ||
          is_backup_name(mount.target) || !mount.read_only)
        continue;
      const compose::Volume* const volume = volume_of(*saver, mount);
      if (volume == nullptr || volume->external.value) continue;
      bool written = false;
      for (const project::Service* const other : stack.services)
        for (const compose::Mount& theirs : other->definition->mounts)
          written = written || (other != saver && theirs.source_text == mount.source_text && !theirs.read_only);
      any = true;
      if (written) continue;
      report
          .at(mount.span(), "`{}` saves the volume `{}`, which no service of the stack writes", saver->name,
              mount.source_text)
          .note(volume->name_span, "The volume is declared here");
    }
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4406",
    .summary = "Backup that leaves state out",
    .why = "A restore brings back the database without the files that it points to, or nothing at all.",
    .remedy = "Save every volume that holds state, or dump it; and list in the restore what belongs together.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::automation,
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::backup_misses_state
