#include "rules/lib/database_server.h"

#include <algorithm>
#include <string>

#include "base/ascii.h"
#include "base/phrases.h"
#include "compose/load.h"
#include "project/facts.h"
#include "project/names.h"
#include "project/promised_variables.h"
#include "rules/lib/vocabulary.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {

std::optional<ServerSetting> literal_variable(const project::Project& project, const project::Service& service,
                                              std::string_view name) {
  const compose::EnvironmentEntry* const entry = project::expected_variable(project, service, name);
  if (entry == nullptr || !entry->value.has_value() || entry->value->empty() || contains(*entry->value, "$"))
    return std::nullopt;
  ServerSetting setting{*entry->value, entry->span, service.definition->variable(name) == nullptr};
  if (entry->source != nullptr && entry->source->origin != nullptr)
    for (const compose::Interpolation& part : entry->source->origin->interpolations) {
      if (part.source == compose::VariableSource::unset) return std::nullopt;
      setting.promised = setting.promised || part.source == compose::VariableSource::env_template;
    }
  // A secret of a template: nobody knows what it will be.
  if (setting.promised && setting.value == compose::stand_in) return std::nullopt;
  return setting;
}

/// Whether a file, or an env file that is not there, may set the variable.
static bool is_set(const project::Project& project, const project::Service& service, std::string_view name) {
  return project::expected_variable(project, service, name) != nullptr ||
         project::expected_variable(project, service, std::string(name) + "_FILE") != nullptr ||
         project::has_unknown_variables(project, service);
}

const knowledge::DatabaseServer* known_server(const project::Service& service) {
  return service.image != nullptr && !service.builds ? knowledge::database_server(service.image->title) : nullptr;
}

bool is_server_of(const project::Service& service, std::string_view protocol) {
  const knowledge::DatabaseServer* const known =
      service.image != nullptr ? knowledge::database_server(service.image->title) : nullptr;
  return known != nullptr && known->protocol == protocol;
}

bool has_setup_scripts(const project::Service& server) {
  const knowledge::DatabaseServer* const known = known_server(server);
  return known != nullptr && std::ranges::any_of(server.definition->mounts, [&](const compose::Mount& mount) {
           return known->is_setup(mount.target);
         });
}

static bool names_word(std::string_view text, std::string_view word) {
  const auto inside = [](char c) { return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z') || c == '_'; };
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !inside(text[at - 1])) && (end == text.size() || !inside(text[end]))) return true;
  }
  return false;
}

bool is_made_by_setup(const project::Project& project, const project::Service& server, std::string_view name) {
  const knowledge::DatabaseServer* const known = known_server(server);
  if (known == nullptr) return false;
  for (const compose::EnvironmentEntry& entry : server.definition->environment)
    if (entry.value.has_value() && std::ranges::find(known->database, entry.name) == known->database.end() &&
        names_word(*entry.value, name))
      return true;
  return std::ranges::any_of(server.definition->mounts, [&](const compose::Mount& mount) {
    if (!known->is_setup(mount.target)) return false;
    // What is not of the repository may make anything.
    if (mount.type != compose::MountType::bind || !mount.inside_root) return true;
    bool any = false;
    const auto speaks_of_it = [&](const project::File& file) {
      any = any || file.has_content;
      return file.has_content && names_word(project.sources[file.source].text(), name);
    };
    if (const project::File* const file = project.file(mount.host_path);
        file != nullptr && file->path == mount.host_path && speaks_of_it(*file))
      return true;
    return std::ranges::any_of(project::files_below(project, mount.host_path), speaks_of_it) || !any;
  });
}

bool sets_up_by_plain_sql(const project::Project& project, const project::Service& server) {
  const knowledge::DatabaseServer* const known = known_server(server);
  bool any = false;
  for (const compose::Mount& mount : server.definition->mounts) {
    if (known == nullptr || !known->is_setup(mount.target)) continue;
    if (mount.type != compose::MountType::bind || !mount.inside_root) return false;
    const auto is_sql = [&](const project::Project::TreePath& entry) {
      if (entry.directory) return true;
      const project::File* const file = project.file(entry.path);
      any = true;
      return file != nullptr && file->has_content && entry.path.ends_with(".sql");
    };
    if (const project::Project::TreePath* const entry = project.entry(mount.host_path);
        entry != nullptr && !is_sql(*entry))
      return false;
    if (!std::ranges::all_of(project::paths_below(project, mount.host_path), is_sql)) return false;
  }
  return any;
}

static bool creates(std::string_view text) {
  static const Phrases phrases({"create user", "create role", "create login", "create database", "create schema",
                                "createuser", "createdb", "createrole", "add_user", "add_vhost", "grant "});
  return !phrases.first_in(ascii::lowered(text)).empty();
}

/// The texts of the SQL files, and of the scripts that create something.
static std::vector<std::string_view> creating_texts(const project::Project& project) {
  using project::FileKind;
  std::vector<std::string_view> texts;
  for (const FileKind kind : {FileKind::sql, FileKind::script, FileKind::entrypoint})
    for (const project::File* const file : project::files_of_kind(project, kind)) {
      const std::string_view text = project.sources[file->source].text();
      if (file->has_content && (kind == FileKind::sql || creates(text))) texts.push_back(text);
    }
  return texts;
}

static Vocabulary creating_words(const project::Project& project) {
  Vocabulary words;
  for (const std::string_view text : project::fact<creating_texts>(project)) words.add(text);
  return words;
}

// SQL of the repository that speaks of an account or a database makes it, at whatever time it is run; so does a script
// or a command of a service that creates something and names it.
bool is_made_by_sql(const project::Project& project, const project::Stack& stack, std::string_view name) {
  for (const project::Service* const service : stack.services)
    for (const project::CommandInForce* const given : {&service->entrypoint, &service->command})
      if (std::ranges::any_of(given->words,
                              [&](std::string_view word) { return creates(word) && names_word(word, name); }))
        return true;
  if (is_word(name)) return project::fact<creating_words>(project).has(name);
  return std::ranges::any_of(project::fact<creating_texts>(project),
                             [&](std::string_view text) { return names_word(text, name); });
}

/// The first of the variables that is set; "" for none of them.
static std::string_view first_set(const project::Project& project, const project::Service& server,
                                  std::span<const std::string_view> names) {
  const auto name = std::ranges::find_if(names, [&](std::string_view each) { return is_set(project, server, each); });
  return name != names.end() ? *name : std::string_view();
}

std::optional<ServerSetting> server_setting(const project::Project& project, const project::Service& server,
                                            LoginPart part, std::string_view user) {
  const knowledge::DatabaseServer* const known = known_server(server);
  if (known == nullptr) return std::nullopt;
  const bool is_superuser = !user.empty() && user == known->superuser;
  if (is_superuser && part == LoginPart::user) return ServerSetting{known->superuser, {}};
  const auto names = part == LoginPart::database ? known->database
                     : part == LoginPart::user   ? known->user
                     : is_superuser              ? known->superuser_password
                                                 : known->password;
  if (const std::string_view name = first_set(project, server, names); !name.empty())
    return literal_variable(project, server, name);
  if (part == LoginPart::user && !known->default_user.empty()) return ServerSetting{known->default_user, {}};
  if (part == LoginPart::database && known->database_of_user)
    return server_setting(project, server, LoginPart::user, user);
  return std::nullopt;
}

}  // namespace seaworthy::rules
