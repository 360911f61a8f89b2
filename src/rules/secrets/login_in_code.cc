#include <string_view>

#include "project/model.h"
#include "rules/lib/code_findings.h"
#include "rules/lib/credentials.h"
#include "rules/lib/secret_shapes.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::login_in_code {

/// The password of an address, of `Server=db;Password=...` or of `shop:...@tcp(db:3306)/shop`; "" without one.
static std::string_view password_of(std::string_view address) {
  if (const auto credentials = credentials_of_url(address); credentials.has_value()) return credentials->password;
  for (const std::string_view name : {"password=", "Password=", "Pwd=", "pwd="}) {
    const std::size_t at = address.find(name);
    if (at == std::string_view::npos) continue;
    const std::string_view rest = address.substr(at + name.size());
    return rest.substr(0, rest.find_first_of("; "));
  }
  const std::size_t tcp = address.find("@tcp(");
  const std::size_t colon = address.find(':');
  return tcp != std::string_view::npos && colon < tcp ? address.substr(colon + 1, tcp - colon - 1) : std::string_view();
}

/// Whether a text is filled in before it is a password: `%s`, `{password}`, `${DB_PASSWORD}`.
static bool is_filled_in(std::string_view password) {
  return contains(password, "%") || contains(password, "{") || contains(password, "<") || contains(password, "$");
}

static void check(const project::Service& service, Report& report) {
  using project::Role;
  if (service.stack->role == Role::test || service.stack->role == Role::ci) return report.skip();
  bool any = false;
  for (const code::Sign* const sign : signs_that_stay(report.project(), service, knowledge::CodeSign::Kind::login)) {
    const std::string_view password = sign->row->title == "address" ? password_of(sign->value) : sign->value;
    any = true;
    if (password.size() < 3 || is_filled_in(password)) continue;
    const SecretValue value = classify_secret_value(password);
    Builder finding =
        report.at(sign->span, "`{}` logs in with a password that stands in the code{}; read it from a secret",
                  service.name, value == SecretValue::weak ? ", and that everybody tries first" : "");
    finding.severity(severity_there(service, Severity::medium));
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW6510",
    .summary = "Password of a database or broker in the code",
    .why =
        "Whoever reads the repository or the image has the login, and it cannot be changed without a new build: "
        "development, test and production share it for ever.",
    .remedy = "Read user and password from variables or secret files, and change the password that was published.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::login_in_code
