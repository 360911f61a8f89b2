#include "project/application.h"
#include "project/code_signs.h"
#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/browser_addresses.h"
#include "rules/lib/code_findings.h"
#include "rules/lib/traefik.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::any_origin_in_code {

/// Whether a program hands requests of browsers on as they come: a proxy, or a front end with a server of its own.
static bool may_hand_on(const project::Project& project, const project::Reference& reference) {
  using Kind = project::ReferenceKind;
  if ((reference.kind != Kind::environment && reference.kind != Kind::code) || is_for_browsers(reference.variable))
    return true;
  const project::Application* const asks = project::application(project, *reference.from);
  return asks == nullptr || asks->program.framework.empty() || contains(asks->program.framework, "Next");
}

/// Whether nothing but programs of the stack asks a service, so that no page of a browser reaches it.
static bool is_asked_by_programs_alone(const project::Project& project, const project::Service& service) {
  if (!service.definition->ports.empty() || !service.definition->network_mode.value.empty() ||
      !traefik_labels(service).empty())
    return false;
  bool asked = false;
  for (const project::Service* const other : service.stack->services) {
    if (!other->active || other == &service) continue;
    for (const project::Reference& reference : project::connections(project, *other).references) {
      if (reference.to != &service) continue;
      if (may_hand_on(project, reference)) return false;
      asked = true;
    }
  }
  return asked;
}

static void check(const project::Service& service, Report& report) {
  if (project::code_folder(report.project(), service) == nullptr) return report.skip();
  if (is_asked_by_programs_alone(report.project(), service)) return;
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
