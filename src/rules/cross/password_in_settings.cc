#include <algorithm>
#include <string>

#include "base/ascii.h"
#include "project/code_signs.h"
#include "project/framework_settings.h"
#include "project/model.h"
#include "rules/lib/code_findings.h"
#include "rules/lib/secret_shapes.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::password_in_settings {

/// Whether a file of settings counts whatever the environment is called.
static bool is_for_every_environment(std::string_view path) {
  return is_one_of("appsettings.json application.yml application.yaml application.properties", base_name(path));
}

/// Whether a file counts for those alone who ask for its profile: `application-live.yml`.
static bool is_for_profile(std::string_view path) { return base_name(path).starts_with("application-"); }

/// What a key names by its last word: `MailSettings.Password`, `Keycloak.AdminClientSecret`; "" for others. `Jwt.Key`
/// is for another rule.
static std::string_view kind_of(std::string_view key) {
  std::string last(key.substr(key.rfind('.') + 1));
  std::ranges::replace(last, ':', '_');
  std::ranges::replace(last, '-', '_');
  std::string small = ascii::lowered(last);
  if ((small.ends_with("password") || small.ends_with("passwd")) && name_is_secret(last)) return "password of";
  std::erase(small, '_');
  return small.ends_with("clientsecret") ? "secret" : "";
}

/// The password of `Server=db;User Id=sa;Password=...`; "" without one.
static std::string_view password_in(std::string_view value) {
  const std::string small = ascii::lowered(value);
  for (const std::string_view name : {"password=", "pwd="}) {
    const std::size_t at = small.find(name);
    if (at == std::string::npos || (at > 0 && small[at - 1] != ';' && small[at - 1] != ' ')) continue;
    return before(value.substr(at + name.size()), ';');
  }
  return {};
}

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  const project::ReadFolder* const folder = project::code_folder(project, service);
  if (folder == nullptr) return report.skip();
  bool asks = false;
  const auto check_file = [&](const project::ConfigurationFile& file) {
    for (const project::ConfigurationSetting& setting : file.settings) {
      const std::string_view kind = kind_of(setting.key);
      const std::string_view secret = kind.empty() ? password_in(setting.value) : setting.value;
      if (secret.empty() || project::is_overridden(service, setting.key) ||
          project::is_overridden_by_file(service, *folder, file, setting.key))
        continue;
      asks = true;
      // What everybody tries first is no secret that the repository gives away.
      if (secret.size() < 6 || contains(secret, "${") || contains(secret, "#{") || contains(secret, "ENC(") ||
          classify_secret_value(secret) != SecretValue::literal)
        continue;
      Builder finding = report.at(setting.key_span.valid() ? setting.key_span : setting.span,
                                  "`{}` takes the {} `{}` from here, where everybody reads it who has the code",
                                  service.name, OurWords{kind.empty() ? "password of" : kind}, setting.key);
      if (is_for_programmers(service)) finding.severity(Severity::medium);
    }
  };
  for (const project::ConfigurationFile& file : folder->settings)
    if (!project::is_shadowed(*folder, file) &&
        (is_for_every_environment(file.path) || (is_for_profile(file.path) && project::is_loaded(service, file))))
      check_file(file);
  for (const project::ConfigurationFile& file : folder->development)
    if (is_for_profile(file.path) && project::is_loaded(service, file)) check_file(file);
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4985",
    .summary = "Password or client secret in the settings that a program ships",
    .why =
        "The file is in the repository, in each build and in the image: whoever has one of them logs in with it, "
        "long after it was changed in the deployment.",
    .remedy =
        "Take the value out of the file, revoke it, and give it by a variable or a secret: `MailSettings__Password`, "
        "`SPRING_MAIL_PASSWORD`.",
    .controls = "OWASP Docker:12",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .strength = "ship no passwords in their settings",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::password_in_settings
