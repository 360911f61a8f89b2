#include "rules/rule.h"

#include <algorithm>

#include "knowledge/knowledge.h"
#include "project/application.h"
#include "project/code_signs.h"
#include "project/container_variables.h"
#include "project/model.h"
#include "rules/lib/code_findings.h"
#include "rules/lib/service_kind.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::signing_key_falls_back {

static void check(const project::Service& service, Report& report) {
  if (!has_code(report.project(), service) || runs_once(service)) return report.skip();
  bool any = false;
  const project::Application* const application = project::application(report.project(), service);
  for (const code::Sign* const sign : signs_of(report.project(), service, knowledge::CodeSign::Kind::default_value)) {
    if (!names_signing_key(sign->variable)) continue;
    any = true;
    if (sign->value.size() < 3 || is_one_of("false true none null None True False", sign->value)) continue;
    // Without the variable the stack does not start, or nothing gives it at all, which is worse and said elsewhere.
    const compose::EnvironmentEntry* const entry = service.definition->variable(sign->variable);
    if (entry != nullptr && entry->value.has_value() && !entry->value->empty()) continue;
    if (project::is_given_nowhere(report.project(), service, sign->variable)) continue;
    // The program looks for this very text and ends.
    if (application != nullptr &&
        std::ranges::any_of(application->program.required,
                            [&](const code::RequiredVariable& required) { return required.name == sign->variable; }))
      continue;
    report.at(sign->span, "Where `{}` is missing, `{}` starts with a key that everybody can read here; let it end",
              sign->variable, service.name);
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4945",
    .summary = "Signing key with a value in the code to fall back on",
    .why =
        "A typing error in a variable, an env file that is not there, and the program runs with a key from the "
        "repository: it looks healthy, and anybody signs sessions for any account.",
    .remedy = "Read the variable without a default, so that the program ends when it is missing.",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::signing_key_falls_back
