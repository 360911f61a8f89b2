#include "rules/rule.h"

#include <string>

#include "project/container_variables.h"
#include "project/model.h"
#include "rules/lib/code_findings.h"
#include "rules/lib/state.h"
#include "rules/lib/switch_values.h"
#include "rules/lib/visitors.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::secure_cookie_over_plain_http {

/// Variables by which programs and frameworks are told to send cookies over TLS alone.
static bool demands_tls(std::string_view name) {
  for (const std::string_view part : {"COOKIE_SECURE", "SECURE_COOKIE", "COOKIES_SECURE", "SECURE_COOKIES",
                                      "COOKIE_SECURE_ONLY", "SECURE_SSL_REDIRECT", "FORCE_SSL", "FORCE_HTTPS"})
    if (contains(name, part)) return true;
  return false;
}

/// A place of the code that sends cookies over TLS alone in this container; null for none.
static const code::Sign* secure_cookie(const project::Project& project, const project::Service& service) {
  for (const code::Sign* const sign : signs_of(project, service, knowledge::CodeSign::Kind::secure_cookie)) {
    if (sign->row->title.empty()) return sign;
    const auto given = project::container_variable(service, sign->row->title);
    if (given.has_value() && given->value == "production") return sign;
  }
  return nullptr;
}

static void check(const project::Service& service, Report& report) {
  if (is_short_lived(*service.stack)) return report.skip();
  const compose::EnvironmentEntry* setting = nullptr;
  for (const compose::EnvironmentEntry& entry : service.definition->environment)
    if (entry.value.has_value() && is_on(*entry.value) && demands_tls(entry.name)) setting = &entry;
  const code::Sign* const sign = setting == nullptr ? secure_cookie(report.project(), service) : nullptr;
  if (setting == nullptr && sign == nullptr) return report.skip();
  const WayIn way = way_in(report.project(), service);
  if (way.port == nullptr) return report.skip();
  if (may_have_tls(report.project(), *service.stack)) return;
  Builder finding =
      setting != nullptr
          ? report.at(setting->span, "`{}` of `{}` needs HTTPS, and the stack offers plain HTTP alone", setting->name,
                      service.name)
          : report.at(sign->span, "Browsers send this cookie of `{}` over HTTPS, and the stack offers plain HTTP alone",
                      service.name);
  finding.note(way.port->span(), "Visitors come in through `{}` here", way.through->name);
}

extern const Rule rule = {
    .code = "SW4590",
    .summary = "Secure cookies or forced TLS in a stack without TLS",
    .why =
        "Browsers do not send a secure cookie over plain HTTP, so nobody stays logged in; a forced redirect leads "
        "nowhere.",
    .remedy = "Put a proxy with a certificate in front, or say where TLS ends; switch the setting off only for tests.",
    .severity = Severity::medium,
    .confidence = Confidence::possible,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::secure_cookie_over_plain_http
