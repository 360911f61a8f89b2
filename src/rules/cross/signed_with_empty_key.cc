#include "knowledge/demanding_calls.h"
#include "project/application.h"
#include "project/model.h"
#include "rules/rule.h"

namespace seaworthy::rules::signed_with_empty_key {

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  const project::Application* const application = project::application(project, service);
  if (application == nullptr) return report.skip();
  bool any = false;
  for (const code::NeededVariable& wanted : application->program.needed_in_use) {
    if (wanted.row->effect != knowledge::DemandingCall::Effect::forged || wanted.name.empty()) continue;
    any = true;
    if (!project::is_promised_nowhere(project, service, *application, wanted.name)) continue;
    Builder finding =
        report.at(service.span, "`{}` gets no `{}` and signs its tokens with an empty key, as anybody can; set it",
                  service.name, wanted.name);
    finding.note(wanted.span, "Here the code reads the key");
    if (service.standalone) finding.severity(Severity::low);
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4931",
    .summary = "Tokens signed with an empty key",
    .why =
        "The library takes an empty text for a key like any other. Whoever signs a token with nothing is let in as the "
        "account that they name.",
    .remedy = "Give the variable a long random value, and let the program end when it is missing.",
    .severity = Severity::critical,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::signed_with_empty_key
