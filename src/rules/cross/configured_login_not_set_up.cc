#include <algorithm>
#include <optional>

#include "project/model.h"
#include "project/upstreams.h"
#include "rules/lib/database_server.h"
#include "rules/lib/once.h"
#include "rules/lib/setting_groups.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::configured_login_not_set_up {

/// A value that only a run fills in.
static bool is_open(std::string_view value) {
  return value.empty() || value.find_first_of("${}<>%") != std::string_view::npos;
}

static bool is_made_otherwise(const project::Project& project, const project::Service& server, std::string_view name) {
  return is_made_by_sql(project, *server.stack, name) ||
         (has_setup_scripts(server) && is_made_by_setup(project, server, name));
}

static void judge_user(const project::Service& service, const project::Service& server, const SettingGroup& group,
                       const ServerSetting& user, Report& report) {
  Builder finding = report.at(group.user.span, "`{}` logs in to `{}` as `{}`, but `{}` is set up for `{}`",
                              service.name, server.name, group.user.value, server.name, user.value);
  if (user.promised || has_setup_scripts(server)) finding.confidence(Confidence::possible).severity(Severity::medium);
  finding.note(user.span.valid() ? user.span : server.span, "Here `{}` gets its user", server.name);
}

static void judge_database(const project::Service& service, const project::Service& server, const SettingGroup& group,
                           const ServerSetting& wanted, Report& report) {
  const knowledge::DatabaseServer& known = *known_server(server);
  Builder finding = report.at(group.database.span, "`{}` opens the database `{}`, but `{}` is set up with `{}`",
                              service.name, group.database.value, server.name, wanted.value);
  // A program may make databases of its own where its account has the right to.
  const bool may_make = group.user.value == known.superuser || known.user_makes_databases;
  if (may_make || wanted.promised || has_setup_scripts(server))
    finding.confidence(Confidence::possible).severity(Severity::medium);
  finding.note(wanted.span.valid() ? wanted.span : server.span, "Here `{}` gets its database", server.name);
}

static void judge_password(const project::Service& service, const project::Service& server, const SettingGroup& group,
                           const ServerSetting& wanted, Report& report) {
  Builder finding = report.at(group.password.span, "`{}` gives `{}` another password than `{}` is set up with",
                              service.name, server.name, server.name);
  if (wanted.promised) finding.confidence(Confidence::possible).severity(Severity::medium);
  finding.note(wanted.span.valid() ? wanted.span : server.span, "Here `{}` gets its password", server.name);
}

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  const project::Project& project = report.project();
  for (const SettingGroup& group : once<setting_groups>(report, service)) {
    const project::Service* const server = project::service_named(service, before(group.host.value, ':'));
    if (server == nullptr || server == &service || known_server(*server) == nullptr || is_open(group.user.value))
      continue;
    const std::optional<ServerSetting> user = server_setting(project, *server, LoginPart::user, group.user.value);
    if (!user.has_value()) continue;
    asks = true;
    if (group.user.value != user->value) {
      if (!is_made_otherwise(project, *server, group.user.value)) judge_user(service, *server, group, *user, report);
      continue;
    }
    const auto set_up = [&](LoginPart part) { return server_setting(project, *server, part, group.user.value); };
    if (const auto wanted = set_up(LoginPart::password);
        wanted.has_value() && !is_open(group.password.value) && group.password.value != wanted->value)
      judge_password(service, *server, group, *wanted, report);
    const std::span<const std::string_view> own = known_server(*server)->databases;
    if (const auto wanted = set_up(LoginPart::database); wanted.has_value() && !is_open(group.database.value) &&
                                                         group.database.value != wanted->value &&
                                                         std::ranges::find(own, group.database.value) == own.end() &&
                                                         !is_made_otherwise(project, *server, group.database.value))
      judge_database(service, *server, group, *wanted, report);
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4726",
    .summary = "Login in a configuration file that its database is not set up for",
    .why = "The server refuses the login, or has no such database, and the program fails when it first needs its data.",
    .remedy = "Write the user, the password and the database that the server is set up with.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "are configured with a login that their database has",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::configured_login_not_set_up
