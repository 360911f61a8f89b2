#include "project/application.h"
#include "project/model.h"
#include "rules/lib/starting.h"
#include "rules/rule.h"

namespace seaworthy::rules::package_not_declared {

static void check(const project::Service& service, Report& report) {
  const project::Application* const application = project::application(report.project(), service);
  if (application == nullptr || application->program.sources.empty() || service.stage == nullptr) return report.skip();
  if (application->undeclared.empty()) return;
  const project::File* const manifest = report.project().file(application->manifest);
  Builder finding = report.at(service.command.span.valid() ? service.command.span : service.span,
                              "The program of `{}` imports `{}`, which neither its manifest nor its lock file has",
                              service.name, application->undeclared);
  if (manifest != nullptr) finding.note({manifest->source, 0, 0}, "This is its manifest");
}

extern const Rule rule = {
    .code = "SW4506",
    .summary = "Program that imports a package which is not among its dependencies",
    .why = "It runs where the package happens to lie about, and ends with `Cannot find module` in the image.",
    .remedy = "Add the package to the dependencies.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::package_not_declared
