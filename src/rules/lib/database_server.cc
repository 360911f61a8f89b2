#include "rules/lib/database_server.h"

#include <algorithm>
#include <string>

#include "compose/load.h"
#include "project/promised_variables.h"
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

bool has_setup_scripts(const project::Service& service) {
  return std::ranges::any_of(service.definition->mounts, [](const compose::Mount& mount) {
    return mount.target.starts_with("/docker-entrypoint-initdb.d") || mount.target.starts_with("/etc/rabbitmq");
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
  for (const compose::EnvironmentEntry& entry : server.definition->environment)
    if (entry.value.has_value() && entry.name != "POSTGRES_DB" && entry.name != "MYSQL_DATABASE" &&
        names_word(*entry.value, name))
      return true;
  return std::ranges::any_of(server.definition->mounts, [&](const compose::Mount& mount) {
    if (!mount.target.starts_with("/docker-entrypoint-initdb.d") && !mount.target.starts_with("/etc/rabbitmq"))
      return false;
    // What is not of the repository may make anything.
    if (mount.type != compose::MountType::bind || !mount.inside_root) return true;
    bool any = false;
    for (const project::File& file : project.files)
      if (is_below(file.path, mount.host_path) && file.has_content) {
        any = true;
        if (names_word(project.sources[file.source].text(), name)) return true;
      }
    return !any;
  });
}

// SQL of the repository that speaks of an account or a database makes it, at whatever time it is run; so does a script
// or a command of a service that creates something and names it.
bool is_made_by_sql(const project::Project& project, const project::Stack& stack, std::string_view name) {
  const auto creates = [&](std::string_view text) {
    return (contains(text, "CREATE ") || contains(text, "create ") || contains(text, "createuser") ||
            contains(text, "createdb")) &&
           names_word(text, name);
  };
  for (const project::Service* const service : stack.services)
    for (const project::CommandInForce* const given : {&service->entrypoint, &service->command})
      if (std::ranges::any_of(given->words, creates)) return true;
  return std::ranges::any_of(project.files, [&](const project::File& file) {
    if (!file.has_content) return false;
    const std::string_view text = project.sources[file.source].text();
    if (file.kind == project::FileKind::sql) return names_word(text, name);
    return (file.kind == project::FileKind::script || file.kind == project::FileKind::entrypoint) && creates(text);
  });
}

std::optional<ServerSetting> server_setting(const project::Project& project, const project::Service& server,
                                            LoginPart part, std::string_view user) {
  if (server.image->title == "Microsoft SQL Server") {
    if (user != "sa" || part == LoginPart::database) return std::nullopt;
    if (part == LoginPart::user) return ServerSetting{"sa", {}};
    return literal_variable(project, server,
                            is_set(project, server, "MSSQL_SA_PASSWORD") ? "MSSQL_SA_PASSWORD" : "SA_PASSWORD");
  }
  if (server.image->title == "RabbitMQ" || server.image->title == "MongoDB") {
    const bool is_broker = server.image->title == "RabbitMQ";
    const std::string_view user_variable = is_broker ? "RABBITMQ_DEFAULT_USER" : "MONGO_INITDB_ROOT_USERNAME";
    switch (part) {
      case LoginPart::user:
        if (is_broker && !is_set(project, server, user_variable)) return ServerSetting{"guest", {}};
        return literal_variable(project, server, user_variable);
      case LoginPart::password:
        return literal_variable(project, server, is_broker ? "RABBITMQ_DEFAULT_PASS" : "MONGO_INITDB_ROOT_PASSWORD");
      case LoginPart::database:
        // The virtual host of a broker.
        if (!is_broker) return std::nullopt;
        return literal_variable(project, server, "RABBITMQ_DEFAULT_VHOST");
    }
  }
  const bool is_postgres = server.image->title == "PostgreSQL";
  const std::string_view prefix = is_postgres ? "POSTGRES_"
                                  : server.image->title == "MariaDB" && is_set(project, server, "MARIADB_USER")
                                      ? "MARIADB_"
                                      : "MYSQL_";
  const auto name = [&](std::string_view rest) { return std::string(prefix) + std::string(rest); };
  switch (part) {
    case LoginPart::user:
      if (is_set(project, server, name("USER"))) return literal_variable(project, server, name("USER"));
      if (is_postgres) return ServerSetting{"postgres", {}};
      return std::nullopt;
    case LoginPart::password:
      if (!is_postgres && user == "root") return literal_variable(project, server, name("ROOT_PASSWORD"));
      return literal_variable(project, server, name("PASSWORD"));
    case LoginPart::database:
      if (is_set(project, server, name(is_postgres ? "DB" : "DATABASE")))
        return literal_variable(project, server, name(is_postgres ? "DB" : "DATABASE"));
      if (is_postgres) return server_setting(project, server, LoginPart::user, user);
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace seaworthy::rules
