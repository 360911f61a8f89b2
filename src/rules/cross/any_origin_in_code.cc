#include "project/code_signs.h"
#include "project/model.h"
#include "rules/lib/code_findings.h"
#include "rules/rule.h"

namespace seaworthy::rules::any_origin_in_code {

static void check(const project::Service& service, Report& report) {
  if (project::code_folder(report.project(), service) == nullptr) return report.skip();
  using Kind = knowledge::CodeSign::Kind;
  for (const Kind kind : {Kind::origin, Kind::host})
    for (const code::Sign* const sign : signs_that_stay(report.project(), service, kind))
      report.at(sign->span, "In `{}` this {}; list what is yours", service.name, OurWords{sign->row->effect})
          .severity(severity_there(service, sign->row->severity));
  if (!has_code(report.project(), service)) return;
  for (const code::Sign* const sign : signs_of(report.project(), service, Kind::default_value))
    if (sign->value == "*" && sign->variable.ends_with("ALLOWED_HOSTS") &&
        project::is_given_nowhere(report.project(), service, sign->variable))
      report.at(sign->span, "Any Host header is taken, for `{}` gets no `{}`", service.name, sign->variable);
}

extern const Rule rule = {
    .code = "SW4811",
    .summary = "Code that answers pages of every web site",
    .why =
        "A page that a visitor opens elsewhere calls the program with their login, reads the answer and acts in their "
        "name.",
    .remedy = "List the origins and hosts that are yours, from a variable of the deployment.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::any_origin_in_code
