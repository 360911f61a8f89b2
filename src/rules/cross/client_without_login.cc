#include <algorithm>
#include <optional>
#include <string>

#include "project/container_variables.h"
#include "project/model.h"
#include "project/promised_variables.h"
#include "project/upstreams.h"
#include "rules/lib/backups.h"
#include "rules/lib/client_commands.h"
#include "rules/lib/compose_exec.h"
#include "rules/lib/database_server.h"
#include "rules/lib/settled.h"
#include "rules/lib/words.h"
#include "rules/rule.h"
#include "shell/parse.h"

namespace seaworthy::rules::client_without_login {

static bool has_variable(const project::Service& service, std::string_view name) {
  const compose::EnvironmentEntry* const entry = service.definition->variable(name);
  // What a variable of whoever deploys gives is given.
  return entry != nullptr && (!entry->value.has_value() || !entry->value->empty() || !is_settled(entry->source));
}

/// Whether a server asks everybody for a password, also those who ask it from inside its own container.
static bool asks_locally(const project::Service& service) {
  if (is_server_of(service, "mongodb"))
    return has_variable(service, "MONGO_INITDB_ROOT_USERNAME") ||
           has_variable(service, "MONGO_INITDB_ROOT_USERNAME_FILE");
  if (!is_server_of(service, "mysql")) return false;
  for (const std::string_view name : {"MYSQL_ROOT_PASSWORD", "MYSQL_ROOT_PASSWORD_FILE", "MARIADB_ROOT_PASSWORD",
                                      "MARIADB_ROOT_PASSWORD_FILE", "MYSQL_RANDOM_ROOT_PASSWORD"})
    if (has_variable(service, name)) return true;
  return false;
}

static bool is_mongo_client(std::string_view program) {
  return is_one_of("mongodump mongorestore mongosh mongo mongoexport mongoimport", program);
}
static bool is_mysql_client(std::string_view program) {
  return is_one_of("mysqldump mariadb-dump mysql mariadb mysqladmin mariadb-admin", program);
}

/// Whether words of a command line bring a login: `-p...`, `--password`, `--uri` with one, a file of settings.
static bool has_login(std::string_view program, std::span<const std::string_view> words) {
  return std::ranges::any_of(words, [&](std::string_view word) {
    if (contains(word, "://")) return contains(word, "@") || contains(word, "$");
    if (word.starts_with("--password") || word.starts_with("--defaults") || word.starts_with("--login-path") ||
        word.starts_with("--config") || word.starts_with("--authenticationDatabase") || word.starts_with("--uri"))
      return true;
    // Whole options may come from a variable.
    if (word.starts_with('$')) return true;
    if (is_mysql_client(program))
      return word.starts_with("-p") || word == "--skip-password" || contains(word, "MYSQL_PWD");
    return word == "-u" || word == "-p" || word.starts_with("--username");
  });
}

/// `mysqladmin ping` and `db.adminCommand('ping')`: a server answers them without a login.
static bool only_asks_for_life(std::string_view program, std::span<const std::string_view> words) {
  if (is_one_of("mysqladmin mariadb-admin", program)) return std::ranges::find(words, "ping") != words.end();
  return is_one_of("mongosh mongo", program) && std::ranges::any_of(words, [](std::string_view word) {
           return contains(word, "ping") || contains(word, "hello") || contains(word, "isMaster");
         });
}

/// The client that a command line runs, through `sh -c` as well; its words.
static std::vector<std::string_view> client_words(std::span<const std::string_view> words) {
  if (words.empty()) return {};
  const std::string_view first = base_name(words[0]);
  if (is_mongo_client(first) || is_mysql_client(first)) return {words.begin(), words.end()};
  if (!shell::is_shell(first) || words.size() < 3) return {};
  std::vector<std::string_view> inner;
  std::string_view text = words[2];
  while (!text.empty()) {
    const std::size_t begin = std::min(text.find_first_not_of(" \t\n\"'"), text.size());
    const std::size_t end = std::min(text.find_first_of(" \t\n\"'|>", begin), text.size());
    if (end > begin) inner.push_back(text.substr(begin, end - begin));
    text.remove_prefix(std::min(end + (end == begin ? 1 : 0), text.size()));
  }
  if (inner.empty() || !(is_mongo_client(base_name(inner[0])) || is_mysql_client(base_name(inner[0])))) return {};
  return inner;
}

static void check_exec(const project::Project& project, Report& report, bool& asks) {
  for (const project::ComposeCommand& command : project.compose_commands) {
    const std::optional<CommandInService> inside = command_in_service(project, command);
    if (command.verb != "exec" || !inside.has_value()) continue;
    const std::vector<std::string_view> words = client_words(inside->words);
    if (words.empty() || !asks_locally(*inside->service)) continue;
    if (std::ranges::any_of(command.operands, [](std::string_view word) { return contains(word, "MYSQL_PWD"); }))
      continue;
    asks = true;
    const std::string_view program = base_name(words.front());
    if (only_asks_for_life(program, std::span(words).subspan(1))) continue;
    if (has_login(program, std::span(words).subspan(1)) || has_variable(*inside->service, "MYSQL_PWD")) continue;
    if (!inside->service->definition->mounts.empty() &&
        std::ranges::any_of(inside->service->definition->mounts, [](const compose::Mount& mount) {
          return mount.target.ends_with(".my.cnf") || mount.target.ends_with("client.cnf");
        }))
      continue;
    Builder finding =
        report.at(command.span, "`{}` gives no login, and `{}` asks for one", program, inside->service->name);
    finding.note(inside->service->span, "The server is set up with a password").reaches(*inside->stack);
    if (command.file->kind == project::FileKind::readme || command.file->kind == project::FileKind::documentation)
      finding.severity(Severity::low);
    if (!is_about_copies(*command.file) && !contains(program, "dump"))
      finding.rung(Rung::operate).severity(Severity::medium);
  }
}

/// Clients of PostgreSQL over the network, in containers of their own.
static void check_services(const project::Project& project, Report& report, bool& asks) {
  for (const project::Service& service : project.services) {
    if (!service.active || has_variable(service, "PGPASSWORD") || has_variable(service, "PGPASSFILE") ||
        has_variable(service, "PGSERVICEFILE"))
      continue;
    bool brings_file = false;
    for (const compose::Mount& mount : service.definition->mounts)
      brings_file = brings_file || contains(mount.target, "pgpass");
    std::string all;
    for (const shell::Script* const script : container_scripts(project, service))
      all += project.sources.text(script->root->span);
    if (brings_file || contains(all, "PGPASS") || contains(all, ".pgpass") || contains(all, "set -a") ||
        contains(all, "source "))
      continue;
    if (std::ranges::any_of(service.definition->env_files, [](const compose::EnvFile& file) { return !file.exists; }) ||
        project::has_unknown_variables(report.project(), service))
      continue;
    each_client_call(project, service, [&](const ClientCall& call) {
      if (!is_one_of("pg_dump pg_dumpall pg_restore psql pg_basebackup", call.program) || !call.host) return;
      const project::Service* const server = project::service_named(service, call.host.text);
      if (server == nullptr || server == &service || !is_server_of(*server, "postgresql")) return;
      if (has_variable(*server, "POSTGRES_HOST_AUTH_METHOD")) return;
      asks = true;
      report
          .at(call.host.span, "`{}` has no password for `{}`: it gets no `PGPASSWORD` and ends at the prompt",
              call.program, server->name)
          .note(service.span, "The variables of `{}`", service.name)
          .note(server->span, "`{}` asks for a password", server->name)
          .reaches(*service.stack);
    });
  }
}

static void check(const project::Project& project, Report& report) {
  bool asks = false;
  check_exec(project, report, asks);
  check_services(project, report, asks);
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4823",
    .summary = "Client of a database that brings no login",
    .why = "The server refuses, or the client waits for a password that nobody types; of a dump an empty file is left.",
    .remedy = "Give the account and its password from a variable or a file that the container has.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::automation,
    .strength = "has clients that bring the login which their servers ask for",
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::client_without_login
