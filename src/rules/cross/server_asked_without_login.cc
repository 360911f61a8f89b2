#include <algorithm>
#include <string>

#include "project/connections.h"
#include "project/model.h"
#include "project/promised_variables.h"
#include "project/upstreams.h"
#include "rules/lib/database_server.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::server_asked_without_login {

/// Schemes whose clients log in by their address, or with the account that a server has before it is set up.
constexpr WordList schemes = "mongodb clickhouse amqp";

/// Whether a client may get its login beside the address.
static bool has_login_beside(const project::Project& project, const project::Service& service) {
  if (project::has_unknown_variables(project, service)) return true;
  return std::ranges::any_of(service.definition->environment, [](const compose::EnvironmentEntry& entry) {
    for (const std::string_view part : {"USER", "PASS", "CRED", "AUTH", "CERT", "LOGIN", "user", "pass"})
      if (contains(entry.name, part)) return true;
    return false;
  });
}

/// The variable by which a server is given the account that clients need; null where it has none, or the one that every
/// client takes by itself.
static const compose::EnvironmentEntry* account_of(const project::Service& server,
                                                   const knowledge::DatabaseServer& known) {
  const auto given = [&](std::string_view name) -> const compose::EnvironmentEntry* {
    const compose::EnvironmentEntry* const entry = server.definition->variable(name);
    return entry != nullptr && (!entry->value.has_value() || !entry->value->empty()) ? entry : nullptr;
  };
  const bool has_password = std::ranges::any_of(known.password, [&](std::string_view name) {
    return given(name) != nullptr || given(std::string(name) + "_FILE") != nullptr;
  });
  if (!has_password) return nullptr;
  for (const std::string_view name : known.user)
    if (const compose::EnvironmentEntry* const entry = given(name);
        entry != nullptr && entry->value != "guest" && entry->value != "default")
      return entry;
  return nullptr;
}

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  for (const project::Reference& reference : project::connections(report.project(), service).references) {
    if (reference.kind != project::ReferenceKind::environment || reference.to == nullptr || reference.to == &service ||
        reference.to->builds || reference.to->image == nullptr || !is_one_of(schemes, reference.scheme) ||
        reference.of_template)
      continue;
    const knowledge::DatabaseServer* const known = known_server(*reference.to);
    if (known == nullptr) continue;
    asks = true;
    const compose::EnvironmentEntry* const account = account_of(*reference.to, *known);
    const compose::EnvironmentEntry* const entry = service.definition->variable(reference.variable);
    if (account == nullptr || !reference.credentials.empty() || entry == nullptr || !entry->value.has_value() ||
        contains(*entry->value, "@") || contains(*entry->value, "user") || contains(*entry->value, "authMechanism") ||
        has_login_beside(report.project(), service))
      continue;
    report.at(reference.span, "`{}` gives no login, but `{}` asks for one", service.name, reference.to->name)
        .note(account->span, "Here `{}` gets its account", reference.to->name);
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW5609",
    .summary = "Server asked without the login that it is set up with",
    .why = "The server refuses the client, or its first command, and the program fails when it needs its data.",
    .remedy = "Write the login into the address, `mongodb://user:${PASSWORD}@mongo:27017/?authSource=admin`.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "log in to their servers",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::server_asked_without_login
