#include "rules/rule.h"

#include <algorithm>
#include <optional>

#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/credentials.h"
#include "rules/lib/database_server.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::redis_client_without_password {

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  for (const project::Reference* const named : neighbours_in_environment(report.project(), service)) {
    const project::Reference& reference = *named;
    if (!is_server_of(*reference.to, "redis")) continue;
    if (reference.scheme != "redis" && reference.scheme != "rediss" && reference.scheme != "valkey") continue;
    const std::optional<ServerPassword> password = redis_password(report.project(), *reference.to);
    const compose::EnvironmentEntry* const entry = service.definition->variable(reference.variable);
    if (!password.has_value() || entry == nullptr || !entry->value.has_value()) continue;
    const std::optional<UrlCredentials> given = credentials_of_url(*entry->value);
    if (!given.has_value() || contains(*entry->value, "$")) continue;
    asks = true;
    if (given->has_password || given->has_user) continue;
    // The password may come beside the address.
    if (std::ranges::any_of(service.definition->environment, [](const compose::EnvironmentEntry& other) {
          return (contains(other.name, "REDIS") || contains(other.name, "CACHE") || contains(other.name, "VALKEY")) &&
                 (contains(other.name, "PASS") || contains(other.name, "AUTH"));
        }))
      continue;
    report.at(reference.span, "`{}` gives no password, but `{}` asks for one", service.name, reference.to->name)
        .note(password->span, "Here `{}` gets its password", reference.to->name);
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4363",
    .summary = "Client without the password that its cache asks for",
    .why = "The server answers every command with NOAUTH, and the program fails when it first needs its cache.",
    .remedy = "Put the password into the client's address: `redis://:PASSWORD@cache:6379`.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "give the password that their cache asks for",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::redis_client_without_password
