#include "rules/rule.h"

#include <charconv>
#include <string>

#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/database_server.h"
#include "rules/lib/state.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::pools_above_connection_limit {

static std::optional<std::int64_t> number_in(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 1 || number > 100000) return std::nullopt;
  return number;
}

/// The variable that bounds a program's connections to its database.
static const compose::EnvironmentEntry* pool_of(const project::Service& service) {
  for (const compose::EnvironmentEntry& entry : service.definition->environment) {
    const std::string_view name = entry.name;
    if (contains(name, "REDIS") || contains(name, "HTTP") || contains(name, "THREAD")) continue;
    const bool bounds = contains(name, "POOL_SIZE") || contains(name, "POOL_MAX") || contains(name, "MAX_POOL") ||
                        contains(name, "MAX_OPEN_CONN") || contains(name, "MAXIMUM_POOL_SIZE") || name == "DB_POOL";
    if (bounds && entry.value.has_value() && number_in(*entry.value).has_value()) return &entry;
  }
  return nullptr;
}

static void check(const project::Service& service, Report& report) {
  const knowledge::DatabaseServer* const known = known_server(service);
  if (known == nullptr || known->connections == 0 || !service.mounted_files.empty()) return report.skip();
  std::int64_t limit = known->connections;
  Span limit_span = service.span;
  for (const std::string_view option : {"max_connections", "--max-connections", "--max_connections"})
    if (const auto given = given_option(service, option); given.has_value()) {
      const auto number = number_in(given->value);
      if (!number.has_value()) return report.skip();
      limit = *number;
      limit_span = given->span;
    }
  std::int64_t wanted = 0;
  const compose::EnvironmentEntry* largest = nullptr;
  std::int64_t largest_share = 0;
  for (const project::Service* const client : service.stack->services) {
    if (!client->active || client == &service) continue;
    bool asks = false;
    for (const project::Reference* const reference : neighbours_in_environment(report.project(), *client))
      asks = asks || reference->to == &service;
    const compose::EnvironmentEntry* const pool = asks ? pool_of(*client) : nullptr;
    if (pool == nullptr) continue;
    const std::int64_t replicas = client->definition->replicas ? client->definition->replicas.value : 1;
    const std::int64_t share = *number_in(*pool->value) * replicas;
    wanted += share;
    if (share <= largest_share) continue;
    largest_share = share;
    largest = pool;
  }
  if (largest == nullptr) return report.skip();
  if (wanted <= limit) return;
  Builder finding = report.at(largest->span, "Pools of {} connections in all meet `{}`, which accepts {}", wanted,
                              service.name, limit);
  if (limit_span == service.span)
    finding.note(limit_span, "{} accepts {} unless `max_connections` says otherwise", known->product, limit);
  else
    finding.note(limit_span, "Here its limit is set");
}

extern const Rule rule = {
    .code = "SW4608",
    .summary = "Connection pools larger than the database accepts",
    .why = "Under load the server answers `too many connections`, to administrators as well.",
    .remedy =
        "Keep pool size times replicas below `max_connections`, with some left for maintenance, or put a pooler "
        "between.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::pools_above_connection_limit
