#include "rules/rule.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "project/model.h"
#include "project/upstreams.h"
#include "rules/lib/client_commands.h"
#include "rules/lib/compose_exec.h"
#include "rules/lib/database_server.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::client_command_with_other_login {

/// A client command and the server that it asks.
struct Asked {
  const project::Stack* stack = nullptr;
  const project::Service* server = nullptr;
  ClientCall call;
};

/// `docker compose exec -T db pg_dump -U app shop`, of which the words after the service are the command.
static std::optional<Asked> asked_by(const project::Project& project, const project::ComposeCommand& command) {
  const std::optional<CommandInService> inside = command_in_service(project, command);
  if (!inside.has_value() || known_server(*inside->service) == nullptr) return std::nullopt;
  const std::optional<ClientCall> call = client_call(inside->words, {}, command.span);
  if (!call.has_value() || call->host) return std::nullopt;
  return Asked{inside->stack, inside->service, *call};
}

/// Clients of PostgreSQL take what their options leave out from variables.
static void fill_in_variables(const project::Service& service, ClientCall& call) {
  if (!call.program.starts_with("pg_") && !is_one_of("psql createdb dropdb vacuumdb reindexdb", call.program)) return;
  const auto fill_in = [&](ClientWord& word, std::string_view name) {
    const compose::EnvironmentEntry* const entry = service.definition->variable(name);
    if (!word && entry != nullptr && entry->value.has_value()) word = {*entry->value, entry->value_span};
  };
  fill_in(call.host, "PGHOST");
  fill_in(call.user, "PGUSER");
  fill_in(call.database, "PGDATABASE");
}

/// Whether some variable of the stack gives a name to a program: then it is one that people know to be there.
static bool is_told_to_some_service(const project::Stack& stack, std::string_view name) {
  for (const project::Service* const service : stack.services)
    for (const compose::EnvironmentEntry& entry : service->definition->environment)
      if (entry.value.has_value() && contains(*entry.value, name)) return true;
  return false;
}

static void check_asked(const project::Project& project, const Asked& asked, Report& report) {
  const ClientCall& call = asked.call;
  if (!call.user || has_setup_scripts(*asked.server)) return;
  const std::optional<ServerSetting> user = server_setting(project, *asked.server, LoginPart::user, call.user.text);
  if (!user.has_value() || is_made_by_sql(project, *asked.stack, call.user.text)) return;
  if (call.user.text != user->value) {
    report
        .at(call.user.span, "`{}` logs in to `{}` as `{}`, but `{}` is set up for `{}`", call.program,
            asked.server->name, call.user.text, asked.server->name, user->value)
        .note(user->span.valid() ? user->span : asked.server->span, "Here `{}` gets its user", asked.server->name)
        .reaches(*asked.stack);
    return;
  }
  const knowledge::DatabaseServer& known = *known_server(*asked.server);
  if (!call.database || call.user.text == known.superuser ||
      std::ranges::find(known.databases, call.database.text) != known.databases.end())
    return;
  const std::optional<ServerSetting> database =
      server_setting(project, *asked.server, LoginPart::database, call.user.text);
  if (!database.has_value() || database->value == call.database.text || call.database.text == call.user.text ||
      is_made_by_sql(project, *asked.stack, call.database.text))
    return;
  report
      .at(call.database.span, "`{}` opens the database `{}`, but `{}` is set up with `{}`", call.program,
          call.database.text, asked.server->name, database->value)
      .confidence(is_told_to_some_service(*asked.stack, call.database.text) ? Confidence::possible : Confidence::likely)
      .note(database->span.valid() ? database->span : asked.server->span, "Here `{}` gets its database",
            asked.server->name)
      .reaches(*asked.stack);
}

static void check(const project::Project& project, Report& report) {
  bool asks = false;
  for (const project::ComposeCommand& command : project.compose_commands)
    if (const std::optional<Asked> asked = asked_by(project, command); asked.has_value()) {
      asks = true;
      check_asked(project, *asked, report);
    }
  for (const project::Service& service : project.services) {
    if (!service.active) continue;
    each_client_call(project, service, [&](ClientCall call) {
      fill_in_variables(service, call);
      const project::Service* const server = call.host ? project::service_named(service, call.host.text) : nullptr;
      if (server == nullptr || known_server(*server) == nullptr) return;
      asks = true;
      check_asked(project, {service.stack, server, call}, report);
    });
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4658",
    .summary = "Database command as a user, or on a database, that its server does not have",
    .why =
        "The server refuses the login: the dump is empty or missing, and a script that does not look says it is done.",
    .remedy = "Name the user and database that the server is set up with; take both from one variable.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::automation,
    .strength = "dumps its databases with a login that they have",
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::client_command_with_other_login
