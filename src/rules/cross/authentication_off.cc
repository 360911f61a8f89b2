#include "rules/rule.h"

#include <string>

#include "project/model.h"
#include "rules/lib/layers.h"
#include "rules/lib/switch_values.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::authentication_off {

static bool is_true(std::string_view value) {
  return value == "1" || equal_ignoring_case(value, "true") || equal_ignoring_case(value, "yes") ||
         equal_ignoring_case(value, "on");
}

/// Whether nothing but the switch itself stands behind the last word for logging in: `API_AUTH_ENABLED`, not
/// `AUTH_AUDIT_ENABLED`.
static bool ends_in_switch(std::string_view upper) {
  constexpr WordList switches = "DISABLE DISABLED ENABLE ENABLED REQUIRE REQUIRED SKIP BYPASS IS ON OFF NO";
  while (!upper.empty()) {
    const std::size_t last = upper.rfind('_');
    const std::string_view word = last == std::string_view::npos ? upper : upper.substr(last + 1);
    if (is_one_of("AUTH AUTHENTICATION LOGIN", word)) return true;
    if (!is_one_of(switches, word) || last == std::string_view::npos) return false;
    upper = upper.substr(0, last);
  }
  return false;
}

/// Whether NAME=value tells a program to let everybody in: `ENABLE_AUTH=false`, `DISABLE_AUTH=true`.
static bool turns_off(std::string_view name, std::string_view value) {
  std::string upper(name);
  for (char& letter : upper)
    if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
  const std::string padded = '_' + upper + '_';
  const auto has = [&padded](std::string_view word) { return contains(padded, '_' + std::string(word) + '_'); };
  if (!has("AUTH") && !has("AUTHENTICATION") && !has("LOGIN")) return false;
  // Parts of it: a provider, one way of logging in, a proxy in front.
  for (const std::string_view word :
       {"OAUTH", "BASIC", "LDAP", "OIDC", "SAML", "GITHUB", "GOOGLE", "PROXY", "ANONYMOUS", "SIGNUP", "TOTP", "MFA",
        "2FA", "TWO", "CACHE", "DEBUG", "SMTP", "MAIL"})
    if (has(word)) return false;
  // `AUTH_PROVIDER_TOKEN_ENCRYPTION_ENABLED`, `LOGIN_RATE_LIMIT_ENABLED`: what stands behind it is what is switched.
  if (!ends_in_switch(upper)) return false;
  if (has("DISABLE") || has("DISABLED") || has("SKIP") || has("NO") || has("BYPASS")) return is_true(value);
  if (has("ENABLE") || has("ENABLED") || has("REQUIRE") || has("REQUIRED")) return is_off(value);
  return false;
}

/// The default of the one variable that a value consists of: `false` of `ENABLE_AUTH: ${ENABLE_AUTH:-false}`.
static std::string_view default_of(std::string_view text) {
  const std::size_t at = text.find(":-");
  if (at == std::string_view::npos) return {};
  const std::string_view rest = text.substr(at + 2);
  return rest.substr(0, rest.find('}'));
}

static void check_dockerfile(const project::Dockerfile& dockerfile, Report& report, bool& any) {
  if (dockerfile.role == project::Role::development || dockerfile.role == project::Role::test ||
      dockerfile.role == project::Role::example)
    return;
  for (const dockerfile::Instruction* const instruction : dockerfile.parsed->instructions) {
    if (instruction->op != dockerfile::Op::env) continue;
    if (instruction->stage != nullptr && is_development_stage(*instruction->stage)) continue;
    for (const dockerfile::Pair& pair : instruction->pairs) {
      if (!turns_off(pair.key.text, pair.value.text)) continue;
      any = true;
      report
          .at(join(pair.key.span, pair.value.span), "`{}={}` in the image lets everybody in unless somebody sets it",
              pair.key.text, pair.value.text)
          .subject(dockerfile.path);
    }
  }
}

static void check(const project::Project& project, Report& report) {
  bool any = false;
  for (const project::Dockerfile& dockerfile : project.dockerfiles) check_dockerfile(dockerfile, report, any);
  for (const project::Service& service : project.services) {
    const project::Role role = service.stack->role;
    // Known images have rows of their own for what opens them.
    if (!service.active || (service.image != nullptr && !service.builds) ||
        (role != project::Role::production && role != project::Role::unknown))
      continue;
    for (const compose::EnvironmentEntry& entry : service.definition->environment) {
      if (!entry.value.has_value()) continue;
      const bool is_off = turns_off(entry.name, *entry.value);
      const std::string_view otherwise = default_of(report.text(entry.span));
      if (!is_off && (otherwise.empty() || !turns_off(entry.name, otherwise))) continue;
      // A file for development that a production stack includes says by its name what it is for.
      if (const project::File* const file = project.file(entry.span.file);
          file != nullptr && file->role == project::Role::development)
        continue;
      any = true;
      if (is_off)
        report.at(entry.span, "`{}` lets everybody in: `{}` is `{}`", service.name, entry.name, *entry.value)
            .subject(service.name)
            .reaches(*service.stack);
      else
        report
            .at(entry.span, "`{}` lets everybody in wherever no env file sets `{}`, whose default is `{}`",
                service.name, entry.name, otherwise)
            .severity(Severity::medium)
            .subject(service.name)
            .reaches(*service.stack);
    }
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4461",
    .summary = "Authentication switched off by default",
    .why = "Whoever forgets one variable publishes a program that asks nobody who they are.",
    .remedy = "Switch it on by default, and off in the development file alone.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::authentication_off
