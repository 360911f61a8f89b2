#include "rules/rule.h"

#include <algorithm>
#include <optional>

#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/database_server.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::probe_as_other_database_user {

struct Row {
  LoginPart part;
  std::string_view option, long_option;
};
constexpr Row rows[] = {{LoginPart::user, "-U", "--username"}, {LoginPart::database, "-d", "--dbname"}};

static void check(const project::Service& service, Report& report) {
  const knowledge::DatabaseServer* const known = known_server(service);
  if (known == nullptr || !service.probe) return report.skip();
  const project::Probe& probe = project::connections(report.project(), service).probe;
  const auto command = std::ranges::find_if(probe.commands, [](const project::ProbeCommand& each) {
    return each.program == "pg_isready" || each.program == "psql";
  });
  if (command == probe.commands.end()) return report.skip();
  const bool logs_in = command->program == "psql";
  // Scripts of the first start may make more accounts and databases.
  if (has_setup_scripts(service)) return;
  for (const auto& [part, option, long_option] : rows) {
    std::optional<std::string_view> value = command->option(option);
    if (!value.has_value()) value = command->option(long_option);
    if (!value.has_value() || value->empty() || contains(*value, "$") || contains(*value, "=") || contains(*value, "/"))
      continue;
    if (part == LoginPart::database && std::ranges::find(known->databases, *value) != known->databases.end()) continue;
    const std::optional<ServerSetting> expected = server_setting(report.project(), service, part, {});
    if (!expected.has_value() || *value == expected->value) continue;
    Builder finding =
        logs_in ? report.at(command->span,
                            "The probe logs in with `{} {}` and always fails, since `{}` is set up with `{}`", option,
                            *value, service.name, expected->value)
                : report.at(command->span, "The probe asks for `{} {}`, but `{}` is set up with `{}`; name the same",
                            option, *value, service.name, expected->value);
    if (logs_in) {
      finding.severity(Severity::high).confidence(Confidence::likely);
      note_waiting(finding, service);
    }
    if (expected->promised) finding.confidence(Confidence::possible);
    if (expected->span.valid())
      finding.note(expected->span, "Here `{}` gets its {}", service.name,
                   part == LoginPart::user ? "user" : "database");
    return;
  }
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
