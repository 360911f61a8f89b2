#include "project/model.h"
#include "rules/lib/code_findings.h"
#include "rules/rule.h"

namespace seaworthy::rules::account_password_in_code {

static void check(const project::Service& service, Report& report) {
  if (!has_code(report.project(), service)) return report.skip();
  for (const code::Sign* const sign : signs_of(report.project(), service, knowledge::CodeSign::Kind::account))
    if (sign->value.size() > 2)
      report.at(sign->span, "`{}` makes an account with a password that stands in the code; take it from a secret",
                service.name);
}

extern const Rule rule = {
    .code = "SW4815",
    .summary = "Account whose password stands in the code",
    .why = "Whoever reads the repository or the image logs in, more often than not as the administrator.",
    .remedy = "Take the first password from a secret, or make the account by hand after the first start.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::account_password_in_code
