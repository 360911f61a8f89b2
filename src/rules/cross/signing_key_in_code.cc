#include "knowledge/knowledge.h"
#include "project/code_signs.h"
#include "project/model.h"
#include "rules/lib/code_findings.h"
#include "rules/lib/service_kind.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::signing_key_in_code {

/// SECRET_KEY, JWT_SECRET, SESSION_KEY: variables with which sessions and tokens are signed.
static bool is_signing_key(std::string_view name) {
  for (const std::string_view word : {"SECRET", "SIGNING_KEY", "SESSION_KEY", "ENCRYPTION_KEY", "JWT_KEY", "COOKIE_KEY",
                                      "APP_KEY", "AUTH_KEY", "PASSWORD", "TOKEN_KEY"})
    if (contains(name, word)) return !name.ends_with("_FILE") && !name.ends_with("_PATH") && !contains(name, "ARN");
  return false;
}

/// `RATE_LIMIT_PASSWORD_RESET`: a word that only speaks of secrets, and something else behind it.
static bool ends_like_secret(std::string_view name) {
  for (const std::string_view word : {"SECRET", "KEY", "PASSWORD", "KEY_BASE", "SALT", "TOKEN"})
    if (name.ends_with(word)) return true;
  return false;
}

/// `sk_<CHANGE_ME>`: a hole to be filled in, which no service that is asked with it takes for a key.
static bool has_hole(std::string_view value) {
  const std::size_t open = value.find('<');
  return open != std::string_view::npos && value.find('>', open) != std::string_view::npos;
}

static bool is_path(std::string_view value) { return value.starts_with('/') || value.starts_with("./"); }

static void check(const project::Service& service, Report& report) {
  // Who migrates a database signs nothing.
  if (!has_code(report.project(), service) || runs_once(service)) return report.skip();
  using Kind = knowledge::CodeSign::Kind;
  for (const code::Sign* const sign : signs_of(report.project(), service, Kind::secret))
    if (sign->value.size() > 3 && !is_path(sign->value) && !contains(sign->value, "${"))
      report.at(sign->span, "A key with which `{}` signs stands in the code; read it from a secret", service.name);
  for (const code::Sign* const sign : signs_of(report.project(), service, Kind::default_value))
    if (is_signing_key(sign->variable) && ends_like_secret(sign->variable) && !has_hole(sign->value) &&
        sign->value.size() > 2 && !is_path(sign->value) &&
        !is_one_of("false true none null None True False", sign->value) &&
        project::is_given_nowhere(report.project(), service, sign->variable))
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
