#include <algorithm>
#include <set>
#include <string>

#include "base/ascii.h"
#include "knowledge/credential_files.h"
#include "knowledge/knowledge.h"
#include "project/code_signs.h"
#include "project/framework_settings.h"
#include "project/model.h"
#include "rules/lib/code_findings.h"
#include "rules/lib/secret_shapes.h"
#include "rules/lib/service_kind.h"
#include "rules/lib/words.h"
#include "rules/lib/workers.h"
#include "rules/rule.h"

namespace seaworthy::rules::signing_key_in_code {

/// SECRET_KEY, JWT_SECRET, SESSION_KEY: variables with which sessions and tokens are signed. A program signs nothing
/// with what it asks another server with: MINIO_SECRET_KEY, GOOGLE_CLIENT_SECRET.
static bool is_signing_key(std::string_view name) {
  bool speaks_of_keys = false;
  for (const std::string_view word : {"SECRET", "SIGNING_KEY", "SESSION_KEY", "ENCRYPTION_KEY", "JWT_KEY", "COOKIE_KEY",
                                      "APP_KEY", "AUTH_KEY", "TOKEN_KEY"})
    speaks_of_keys = speaks_of_keys || contains(name, word);
  if (!speaks_of_keys || name.ends_with("_FILE") || name.ends_with("_PATH") || contains(name, "ARN")) return false;
  for (std::string_view rest = name; !rest.empty();) {
    const std::string_view word = before(rest, '_');
    if (knowledge::tables::words_of_clients.contains(word)) return false;
    rest.remove_prefix(std::min(word.size() + 1, rest.size()));
  }
  return true;
}

/// `TOKEN_KEY_LIFETIME`: a word that only speaks of secrets, and something else behind it.
static bool ends_like_secret(std::string_view name) {
  for (const std::string_view word : {"SECRET", "KEY", "KEY_BASE", "SALT", "TOKEN"})
    if (name.ends_with(word)) return true;
  return false;
}

/// `sk_<CHANGE_ME>`: a hole to be filled in, which no service that is asked with it takes for a key.
static bool has_hole(std::string_view value) {
  const std::size_t open = value.find('<');
  return open != std::string_view::npos && value.find('>', open) != std::string_view::npos;
}

static bool is_path(std::string_view value) { return value.starts_with('/') || value.starts_with("./"); }

/// `Jwt:Secret`, `jwt.secret-key`, `JwtSettings.Key`: a setting that gives a key with which tokens are signed.
static bool is_signing_setting(std::string_view key) {
  std::string flat;
  for (const char c : key)
    if (c != '-' && c != '_' && c != '.' && c != ':') flat += ascii::to_lower(c);
  const bool speaks_of_tokens = contains(flat, "jwt") || contains(flat, "token") || contains(flat, "signing");
  if (contains(flat, "public") || contains(flat, "keyid") || contains(flat, "client") || contains(flat, "generate") ||
      contains(flat, "ephemeral"))
    return false;
  return (speaks_of_tokens && (flat.ends_with("secret") || flat.ends_with("key"))) || flat.ends_with("secretkeybase");
}

/// Where to speak of a setting whose line is quoted: the setting itself when its name tells that the value is to be
/// hidden, else its section above; invalid when both stand in one line.
static Span place_of(const project::Project& project, const project::ConfigurationSetting& setting) {
  const std::size_t dot = setting.key.rfind('.');
  std::string last = dot == std::string::npos ? setting.key : setting.key.substr(dot + 1);
  std::ranges::replace(last, ':', '_');
  if (name_is_secret(last)) return setting.span;
  if (dot == std::string::npos) return {};
  std::string section = setting.key.substr(0, dot);
  section.erase(0, section.rfind('.') == std::string::npos ? 0 : section.rfind('.') + 1);
  const std::string_view text = project.sources[setting.span.file].text().substr(0, setting.span.begin);
  const std::size_t at = text.rfind(section);
  if (at == std::string_view::npos || text.find('\n', at) == std::string_view::npos) return {};
  return {setting.span.file, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + section.size())};
}

/// Whether a file of settings counts whatever the environment is called.
static bool is_for_every_environment(std::string_view path) {
  const std::string_view name = base_name(path);
  return is_one_of("appsettings.json application.yml application.yaml application.properties", name);
}

/// Keys that stand in the settings of the framework. What counts in every environment is said in all stacks, so that
/// one for development does not hide it.
static bool check_settings(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  const project::ReadFolder* const folder = project::code_folder(project, service);
  if (folder == nullptr) return false;
  bool any = false;
  for (const project::ConfigurationFile& file : folder->settings) {
    if (!project::is_loaded(service, file) || project::is_shadowed(*folder, file)) continue;
    if (is_for_programmers(service) && !is_for_every_environment(file.path)) continue;
    for (const project::ConfigurationSetting& setting : file.settings) {
      if (!is_signing_setting(setting.key) || project::is_of_other_environment(file, setting.key) ||
          project::is_overridden(service, setting.key) ||
          project::is_overridden_by_file(service, *folder, file, setting.key))
        continue;
      any = true;
      const project::TemplatedValue value = project::templated_value(setting.value);
      if (value.value.size() < 4 || is_path(value.value) || has_hole(value.value) || contains(value.value, "%") ||
          contains(value.value, "classpath:") || contains(value.value, "#{") ||
          is_one_of("true false null", value.value))
        continue;
      if (!value.variable.empty() && !project::is_given_nowhere(project, service, value.variable)) continue;
      const Span place = place_of(project, setting);
      if (!place.valid()) continue;
      Builder finding =
          report.at(place, "`{}` signs with the key that stands in `{}`, for everybody who has the repository",
                    service.name, setting.key);
      if (is_for_programmers(service)) finding.severity(Severity::medium);
    }
  }
  return any;
}

static void check(const project::Service& service, Report& report) {
  // Who migrates a database signs nothing.
  if (runs_once(service)) return report.skip();
  const bool has_settings = check_settings(service, report);
  if (project::code_folder(report.project(), service) == nullptr) return has_settings ? void() : report.skip();
  using Kind = knowledge::CodeSign::Kind;
  for (const code::Sign* const sign : signs_that_stay(report.project(), service, Kind::secret))
    if (sign->value.size() > 3 && !is_path(sign->value) && !contains(sign->value, "${"))
      report.at(sign->span, "A key with which `{}` signs stands in the code; read it from a secret", service.name)
          .severity(severity_there(service, Severity::high));
  // A worker of queues signs nothing of what visitors send.
  if (!has_code(report.project(), service) || runs_worker_alone(service)) return;
  // A variable that is given once is given everywhere: where it is asked for first says enough.
  std::set<std::string_view> said;
  for (const code::Sign* const sign : signs_of(report.project(), service, Kind::default_value))
    if (is_signing_key(sign->variable) && ends_like_secret(sign->variable) && !has_hole(sign->value) &&
        sign->value.size() > 2 && !is_path(sign->value) &&
        !is_one_of("false true none null None True False", sign->value) &&
        may_run_at_start(report.project(), service, sign->path) &&
        project::is_given_nowhere(report.project(), service, sign->variable) && said.insert(sign->variable).second)
      report
          .at(sign->span, "`{}` gets no `{}`, so that its code takes the one that everybody can read here",
              service.name, sign->variable)
          .note(service.span, "What `{}` gets", service.name);
}

extern const Rule rule = {
    .code = "SW4814",
    .summary = "Key of sessions or tokens that stands in the code",
    .why =
        "Whoever reads the repository or the image signs sessions and tokens for any account, administrators included.",
    .remedy = "Read the key from a secret or a variable, and end when there is none.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::signing_key_in_code
