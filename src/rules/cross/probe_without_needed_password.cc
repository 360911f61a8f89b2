#include "rules/rule.h"

#include <optional>

#include "project/connections.h"
#include "project/container_variables.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/credentials.h"
#include "rules/lib/database_server.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::probe_without_needed_password {

/// Whether a call of the client gives a password, by an option or a variable in front of it.
static bool gives_password(const project::ProbeCommand& client) {
  return client.option("-a").has_value() || client.option("--pass").has_value() || client.has_flag("--askpass") ||
         client.option("-u").has_value() || (client.node != nullptr && !client.node->assignments.empty());
}

static void check(const project::Service& service, Report& report) {
  if (!is_server_of(service, "redis") || !service.probe) return report.skip();
  const project::Probe& probe = project::connections(report.project(), service).probe;
  const project::ProbeCommand* client = nullptr;
  bool looks = false;
  for (const project::ProbeCommand& command : probe.commands) {
    if (is_one_of("redis-cli valkey-cli keydb-cli", command.program)) {
      // A second call without one is for a server that has none.
      if (gives_password(command)) return;
      client = &command;
    }
    if (command.program == "grep") looks = true;
  }
  if (client == nullptr) return report.skip();
  const std::optional<ServerPassword> password = redis_password(report.project(), service);
  // Without a value for the variable the server does not start at all.
  const bool by_caller = !password.has_value() && service.command.from == project::Provenance::compose &&
                         contains(report.text(service.definition->command.span()), "--requirepass $");
  if (!password.has_value() && !by_caller) return;
  if (project::variable_state(service, "REDISCLI_AUTH") == project::VariableState::set ||
      project::variable_state(service, "REDISCLI_AUTH") == project::VariableState::passed_through ||
      project::variable_state(service, "VALKEYCLI_AUTH") == project::VariableState::set)
    return;
  looks = looks || contains(report.text(client->node != nullptr ? client->node->script->span : client->span), "PONG");
  Builder finding =
      looks ? report.at(client->span, "`{}` asks for a password that its probe does not give, so it never passes",
                        service.name)
            : report.at(client->span, "`{}` answers this probe with an error, and `{}` takes that for success",
                        service.name, client->program);
  if (!looks) finding.severity(Severity::medium);
  finding.note(by_caller ? service.definition->command.span() : password->span, "Here `{}` gets its password",
               service.name);
  if (looks) note_waiting(finding, service);
}

extern const Rule rule = {
    .code = "SW4308",
    .summary = "Health check without the password that its server asks for",
    .why =
        "The server answers with an error instead of PONG. A probe that looks at the answer never passes; one that "
        "does not look passes whatever the server says.",
    .remedy = "Give the password to `redis-cli` through `REDISCLI_AUTH`, and look for PONG in the answer.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::healthy,
    .category = Category::monitoring,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::probe_without_needed_password
