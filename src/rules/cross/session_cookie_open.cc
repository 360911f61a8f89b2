#include "project/model.h"
#include "rules/lib/code_findings.h"
#include "rules/rule.h"

namespace seaworthy::rules::session_cookie_open {

static void check(const project::Service& service, Report& report) {
  if (!has_code(report.project(), service)) return report.skip();
  for (const code::Sign* const sign : signs_of(report.project(), service, knowledge::CodeSign::Kind::cookie))
    report.at(sign->span, "In `{}` this {}", service.name, OurWords{sign->row->effect}).severity(sign->row->severity);
}

extern const Rule rule = {
    .code = "SW4834",
    .summary = "Cookie of a session that travels in the open",
    .why = "Whoever listens in, or gets a script into a page, takes the session over.",
    .remedy = "Set `secure` and `httpOnly`, and tell the framework that a proxy ends TLS.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::session_cookie_open
