#include <algorithm>
#include <vector>

#include "knowledge/demanding_calls.h"
#include "project/application.h"
#include "project/model.h"
#include "rules/rule.h"

namespace seaworthy::rules::library_without_its_value {

using Effect = knowledge::DemandingCall::Effect;

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  const project::Application* const application = project::application(project, service);
  if (application == nullptr) return report.skip();
  const auto counts = [&](const code::NeededVariable& wanted) {
    return !wanted.name.empty() && (wanted.row->effect == Effect::requests || wanted.row->effect == Effect::logins) &&
           std::ranges::find(application->program.required, wanted.name, &code::RequiredVariable::name) ==
               application->program.required.end();
  };
  bool any = false;
  for (const code::NeededVariable& wanted : application->program.needed_in_use) {
    if (!counts(wanted)) continue;
    any = true;
    if (!project::is_promised_nowhere(project, service, *application, wanted.name)) continue;
    Builder finding = report.at(
        service.span, "`{}` gets no `{}`: without it `{}` fails, and every {} with it; set it in `environment`",
        service.name, wanted.name, wanted.call, wanted.row->effect == Effect::logins ? "login" : "request");
    finding.note(wanted.span, "Here the code reads it");
    if (service.standalone) finding.severity(Severity::low);
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4930",
    .summary = "Value that a library cannot work without, and nobody supplies",
    .why =
        "The program starts and looks healthy, but what it is there for fails: nobody can log in, or every request is "
        "answered with an error.",
    .remedy = "Give the variable in `environment`, an env file or a secret.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::orchestration,
    .strength = "get every value that their libraries need",
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::library_without_its_value
