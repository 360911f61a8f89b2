#include "rules/rule.h"

#include <optional>

#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/credentials.h"
#include "rules/lib/database_server.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::redis_password_not_asked_for {

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  for (const project::Reference* const named : neighbours_in_environment(report.project(), service)) {
    const project::Reference& reference = *named;
    const project::Service& server = *reference.to;
    if (server.builds || !is_server_of(server, "redis")) continue;
    const compose::EnvironmentEntry* const entry = service.definition->variable(reference.variable);
    if (entry == nullptr || !entry->value.has_value()) continue;
    const std::optional<UrlCredentials> given = credentials_of_url(*entry->value);
    if (!given.has_value() || !given->has_password || given->password.empty()) continue;
    asks = true;
    // A configuration file, a script, an option or a variable may set one; only the plain server has certainly none.
    const knowledge::DatabaseServer* const known = known_server(server);
    const bool takes_variable = known != nullptr && !known->password.empty();
    if (!asks_for_no_password(report.project(), server)) continue;
    Builder finding =
        report.at(reference.span, "`{}` gives a password, but nothing sets one for `{}`", service.name, server.name);
    finding.note(server.command.span.valid() && server.command.from == project::Provenance::compose
                     ? server.command.span
                     : server.span,
                 "`{}` starts without `{}`", server.name, takes_variable ? known->password.front() : "--requirepass");
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4364",
    .summary = "Client with a password for a cache that has none",
    .why =
        "Redis answers AUTH with an error when it has no password: the client fails, or the cache is open to everybody "
        "in the network.",
    .remedy = "Start the server with `--requirepass` or the variable of its image, or leave the password out.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::redis_password_not_asked_for
