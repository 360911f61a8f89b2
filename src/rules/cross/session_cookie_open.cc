#include <algorithm>
#include <array>
#include <string>

#include "base/ascii.h"
#include "project/model.h"
#include "rules/lib/code_findings.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::session_cookie_open {

/// Whether the cookie that a call is about has a name that says that it holds something else than a session: the last
/// one that the source makes before, as `new Cookie("lang", value)` of Java.
static bool is_of_something_else(const project::Project& project, const code::Sign& sign) {
  const std::string_view before = project.sources[sign.span.file].text().substr(0, sign.span.begin);
  constexpr std::string_view call = "new Cookie(\"";
  const std::size_t at = before.rfind(call);
  constexpr std::size_t farthest = 1000;
  if (at == std::string_view::npos || before.size() - at > farthest) return false;
  const std::string_view rest = before.substr(at + call.size());
  const std::string name = ascii::lowered(rest.substr(0, rest.find('"')));
  return std::ranges::none_of(
      std::array<std::string_view, 8>{"sess", "token", "auth", "jwt", "sid", "login", "remember", "refresh"},
      [&](std::string_view word) { return contains(name, word); });
}

static void check(const project::Service& service, Report& report) {
  if (!has_code(report.project(), service)) return report.skip();
  for (const code::Sign* const sign : signs_of(report.project(), service, knowledge::CodeSign::Kind::cookie))
    if (!is_of_something_else(report.project(), *sign))
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
