#include "rules/rule.h"

#include <algorithm>
#include <optional>
#include <string>

#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::probe_as_other_database_user {

struct Row {
  std::string_view option, long_option, expected, variable;
};

/// "" when it comes from a file, or from whoever starts the stack.
static std::string_view value_or(const project::Service& service, std::string_view name, std::string_view fallback) {
  if (service.definition->variable(std::string(name) + "_FILE") != nullptr) return {};
  const compose::EnvironmentEntry* const entry = service.definition->variable(name);
  if (entry == nullptr) return fallback;
  if (!entry->value.has_value()) return {};
  return entry->value->empty() ? fallback : *entry->value;
}

static bool has_init_scripts(const project::Service& service) {
  return std::ranges::any_of(service.definition->mounts, [](const compose::Mount& mount) {
    return mount.target.starts_with("/docker-entrypoint-initdb.d");
  });
}

static void check(const project::Service& service, Report& report) {
  if (service.image == nullptr || service.image->title != "PostgreSQL" || !service.probe) return report.skip();
  const project::Probe& probe = project::connections(report.project(), service).probe;
  for (const project::ProbeCommand& command : probe.commands) {
    if (command.program != "pg_isready") continue;
    const std::string_view user = value_or(service, "POSTGRES_USER", "postgres");
    const std::string_view database = value_or(service, "POSTGRES_DB", user);
    if (user.empty() || contains(user, "$")) return;
    for (const auto& [option, long_option, expected, variable] :
         {Row{"-U", "--username", user, "POSTGRES_USER"}, Row{"-d", "--dbname", database, "POSTGRES_DB"}}) {
      std::optional<std::string_view> value = command.option(option);
      if (!value.has_value()) value = command.option(long_option);
      if (!value.has_value() || value->empty() || contains(*value, "$") || contains(*value, "=") ||
          contains(*value, "/") || *value == expected)
        continue;
      // The databases that every server has, and those that scripts may make.
      if (is_one_of("postgres template1", *value) || has_init_scripts(service)) continue;
      Builder finding =
          report.at(command.span, "The probe asks for `{} {}`, but `{}` is set up with `{}`; name the same", option,
                    *value, service.name, expected);
      if (const compose::EnvironmentEntry* const entry = service.definition->variable(variable); entry != nullptr)
        finding.note(entry->span, "Here `{}` is set", variable);
      return;
    }
    return;
  }
  report.skip();
}

extern const Rule rule = {
    .code = "SW4309",
    .summary = "Database probed as a user or for a database that it does not have",
    .why =
        "`pg_isready` says yes all the same, and the server logs a failed login at every probe; a client in its place "
        "would be refused.",
    .remedy = "Name the user and the database that the server is set up with.",
    .severity = Severity::low,
    .confidence = Confidence::certain,
    .rung = Rung::healthy,
    .category = Category::monitoring,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::probe_as_other_database_user
