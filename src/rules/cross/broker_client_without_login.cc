#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "knowledge/logins.h"
#include "project/code_signs.h"
#include "project/connections.h"
#include "project/model.h"
#include "project/service_settings.h"
#include "rules/lib/connect.h"
#include "rules/lib/state.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::broker_client_without_login {

using knowledge::RequiredLogin;

/// The setting by which a server asks for a login; invalid when it does not.
static Span login_asked(const project::Project& project, const project::Service& server, const RequiredLogin& row) {
  for (const std::string_view option : row.options)
    if (const std::optional<GivenSetting> given = given_option(server, option); given.has_value()) return given->span;
  Span asked;
  for (const project::SettingsFile& file : project::settings_files(project, server))
    for (const project::ConfigurationSetting& setting : project::settings_in(project, file)) {
      if (!row.unless_key.empty() &&
          (setting.key == row.unless_key || setting.key.ends_with("." + std::string(row.unless_key))) &&
          (row.unless_value.empty() || setting.value == row.unless_value))
        return {};
      if (!asked.valid() &&
          std::ranges::any_of(row.keys, [&](std::string_view key) { return project::is_setting(key, setting.key); }))
        asked = setting.key_span.valid() ? setting.key_span : setting.span;
    }
  return asked;
}

/// Whether a login may come beside the address: by a variable, or in the code.
static bool may_bring_login(const project::Project& project, const project::Service& client, const RequiredLogin& row) {
  if (std::ranges::any_of(client.definition->environment, [&](const compose::EnvironmentEntry& entry) {
        return std::ranges::any_of(row.variables, [&](std::string_view part) { return contains(entry.name, part); });
      }))
    return true;
  // Of an image that nobody here has built nothing more can be seen.
  const project::ReadFolder* const folder = project::code_folder(project, client);
  return folder != nullptr && std::ranges::any_of(
                                  std::initializer_list<std::string_view>{
                                      "user", "username", "pass", "password", "token", "credentials", "authenticator",
                                      "userInfo", "UserInfo", "UserCredentials", "username_pw_set", "nkeys"},
                                  [&](std::string_view word) { return project::mentions(project, *folder, word); });
}

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  bool asks = false;
  for (const project::Reference* const reference : neighbours_in_environment(project, service))
    for (const RequiredLogin& row : knowledge::tables::required_logins) {
      const project::Service& server = *reference->to;
      if (server.image == nullptr || server.builds || server.image->title != row.product ||
          reference->scheme != row.scheme)
        continue;
      const Span asked = login_asked(project, server, row);
      if (!asked.valid()) continue;
      asks = true;
      if (!reference->credentials.empty() || may_bring_login(project, service, row)) continue;
      report.at(reference->span, "`{}` gives no login, but `{}` asks for one", service.name, server.name)
          .note(asked, "Here `{}` is told to ask", server.name);
      return;
    }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4055",
    .summary = "Client of a broker that brings no login",
    .why = "The broker closes the connection with an authorization error, and the program fails or tries for ever.",
    .remedy = "Put user and password into the address or into variables that the program reads.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "bring the login that their broker asks for",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::broker_client_without_login
