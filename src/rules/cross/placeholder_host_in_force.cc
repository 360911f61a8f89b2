#include "project/application.h"
#include "project/model.h"
#include "rules/rule.h"

namespace seaworthy::rules::placeholder_host_in_force {

static void check(const project::Service& service, Report& report) {
  const project::Application* const application = project::application(report.project(), service);
  if (application == nullptr || application->program.start.placeholder_host.name.empty()) return report.skip();
  const code::NamedPlace& host = application->program.start.placeholder_host;
  if (!project::is_absent(report.project(), service, *application, host.name)) return;
  report
      .at(service.span,
          "`{}` gets no `{}` and takes itself for `example.com`: links lead there, and websockets are refused",
          service.name, host.name)
      .note(host.span, "The code takes the placeholder here");
}

extern const Rule rule = {
    .code = "SW4378",
    .summary = "Placeholder that a program takes for its own host",
    .why =
        "Links in mails and redirects lead to `example.com`. Phoenix compares the origin of websockets with its host, "
        "so "
        "that LiveView connects again and again unless `check_origin` says otherwise.",
    .remedy = "Give the variable with the name by which visitors reach the program.",
    .references = "https://hexdocs.pm/phoenix/deployment.html https://hexdocs.pm/phoenix/Phoenix.Endpoint.html",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::placeholder_host_in_force
