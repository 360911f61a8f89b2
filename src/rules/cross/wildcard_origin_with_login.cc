#include "project/code_signs.h"
#include "project/model.h"
#include "rules/lib/code_findings.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::wildcard_origin_with_login {

static void check(const project::Service& service, Report& report) {
  if (!has_code(report.project(), service)) return report.skip();
  for (const code::Sign* const sign : signs_of(report.project(), service, knowledge::CodeSign::Kind::star_origin)) {
    if (!sign->variable.empty() && !project::is_given_nowhere(report.project(), service, sign->variable)) continue;
    Builder finding = report.at(
        sign->span, "No browser takes `*` beside a login, so pages of other origins get nothing from `{}`; list them",
        service.name);
    if (!sign->variable.empty())
      finding.note(service.span, "`{}` gets no `{}`, for which `*` stands in", service.name, sign->variable);
  }
}

extern const Rule rule = {
    .code = "SW4261",
    .summary = "Any origin together with credentials, which browsers refuse",
    .why =
        "With `Access-Control-Allow-Origin: *` a browser keeps the answer to a request with cookies from the page: "
        "whoever logs in from the front end's own origin is never logged in.",
    .remedy = "List the origins that may ask, from a variable of the deployment.",
    .references = "https://developer.mozilla.org/docs/Web/HTTP/Guides/CORS/Errors/CORSNotSupportingCredentials",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::wildcard_origin_with_login
