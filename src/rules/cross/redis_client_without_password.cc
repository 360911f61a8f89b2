#include "rules/rule.h"

#include <string>

#include <algorithm>
#include <optional>

#include "project/connections.h"
#include "project/container_variables.h"
#include "project/model.h"
#include "rules/lib/code_findings.h"
#include "rules/lib/connect.h"
#include "rules/lib/credentials.h"
#include "rules/lib/database_server.h"
#include "rules/lib/variable_readers.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::redis_client_without_password {

/// Whether a start command sets the password: `export REDIS_PASSWORD=$(cat /run/secrets/redis)`.
static bool sets_password(const std::vector<std::string_view>& words) {
  return std::ranges::any_of(words, [](std::string_view word) {
    return contains(word, "REDIS_PASSWORD=") || contains(word, "REDIS_AUTH=") || contains(word, "REDIS_PASS=");
  });
}

/// The password may come beside the address, in a variable that something reads.
static bool has_password_variable(const project::Project& project, const project::Service& service) {
  if (sets_password(service.entrypoint.words) || sets_password(service.command.words)) return true;
  const project::ReadFolder* const code = project::code_folder(project, service);
  const auto is_password = [](const compose::EnvironmentEntry& other) {
    return (contains(other.name, "REDIS") || contains(other.name, "CACHE") || contains(other.name, "VALKEY")) &&
           (contains(other.name, "PASS") || contains(other.name, "AUTH"));
  };
  const auto& given = service.definition->environment;
  if (std::ranges::none_of(given, is_password)) return false;
  if (code == nullptr || !code->whole || code->sources.empty()) return true;
  VariableReaders readers(project, *code);
  return std::ranges::any_of(given, [&](const compose::EnvironmentEntry& other) {
    return is_password(other) && readers.may_read(other.name);
  });
}

/// The one cache that a service can reach; null when there is none, or several.
static const project::Service* only_cache(const project::Service& service) {
  const project::Service* found = nullptr;
  for (const project::Service* const other : service.stack->services) {
    if (!other->active || !is_server_of(*other, "redis") || !project::share_network(service, *other)) continue;
    if (found != nullptr) return nullptr;
    found = other;
  }
  return found;
}

/// Calls of the code that name a host and no password.
static bool check_code(const project::Service& service, Report& report) {
  const project::Service* const cache = only_cache(service);
  if (cache == nullptr) return false;
  const std::optional<ServerPassword> password = redis_password(report.project(), *cache);
  if (!password.has_value()) return false;
  for (const code::Sign* const sign :
       signs_for_everybody(report.project(), service, knowledge::CodeSign::Kind::no_login)) {
    if (sign->row->port != project::default_port("redis")) continue;
    if (has_password_variable(report.project(), service)) return false;
    report.at(sign->span, "`{}` gives no password, but `{}` asks for one", service.name, cache->name)
        .note(password->span, "Here `{}` gets its password", cache->name);
    return true;
  }
  return false;
}

/// Whether the code asks for a password beside REDIS_HOST, in a variable that nobody gives the container.
static bool lacks_asked_variable(const project::Project& project, const project::Service& service,
                                 const project::Reference& reference) {
  const std::size_t host = reference.variable.rfind("HOST");
  const project::ReadFolder* const code = project::code_folder(project, service);
  if (host == std::string_view::npos || code == nullptr || project::has_unknown_variables(project, service))
    return false;
  const std::string prefix(reference.variable.substr(0, host));
  return std::ranges::any_of(
      std::initializer_list<std::string_view>{"PASSWORD", "PASS", "AUTH"}, [&](std::string_view ending) {
        const std::string name = prefix + std::string(ending);
        return project::mentions(project, *code, name) && project::is_absent_in_container(service, name);
      });
}

static void check(const project::Service& service, Report& report) {
  if (check_code(service, report)) return;
  bool asks = false;
  for (const project::Reference* const named : neighbours_in_environment(report.project(), service)) {
    if (!named->scheme.empty() || !is_server_of(*named->to, "redis")) continue;
    const std::optional<ServerPassword> password = redis_password(report.project(), *named->to);
    if (!password.has_value()) continue;
    asks = true;
    if (has_password_variable(report.project(), service) || !lacks_asked_variable(report.project(), service, *named))
      continue;
    report.at(named->span, "`{}` gets no password beside this, but `{}` asks for one", service.name, named->to->name)
        .note(password->span, "Here `{}` gets its password", named->to->name);
    return;
  }
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
    // `redis://:${PASSWORD}@cache`: whoever starts it gives one, which no file has.
    if (contains(report.text(entry->span), "}@" + std::string(reference.host))) continue;
    if (has_password_variable(report.project(), service)) continue;
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
