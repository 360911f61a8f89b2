#include "project/model.h"
#include "rules/lib/code_findings.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::account_password_in_code {

/// Where programs set up their first accounts; elsewhere a fixed text is compared, or keeps answers equally slow.
static bool sets_up_accounts(std::string_view path) {
  for (const std::string_view word :
       {"seed", "init", "setup", "bootstrap", "install", "admin", "main", "server", "app.", "index", "models", "db",
        "database", "start", "create", "migrat", "Program", "Security", "security"})
    if (contains(path.substr(path.rfind('/') + 1), word)) return true;
  return false;
}

static void check(const project::Service& service, Report& report) {
  if (project::code_folder(report.project(), service) == nullptr) return report.skip();
  for (const code::Sign* const sign : signs_that_stay(report.project(), service, knowledge::CodeSign::Kind::account))
    if (sign->value.size() > 2 && sets_up_accounts(sign->path))
      report
          .at(sign->span, "`{}` makes an account with a password that stands in the code; take it from a secret",
              service.name)
          .severity(severity_there(service, Severity::medium));
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
