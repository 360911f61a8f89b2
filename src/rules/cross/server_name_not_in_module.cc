#include "project/application.h"
#include "project/container_files.h"
#include "project/model.h"
#include "rules/rule.h"

namespace seaworthy::rules::server_name_not_in_module {

static void check(const project::Service& service, Report& report) {
  const project::Application* const application = project::application(report.project(), service);
  if (application == nullptr || application->program.sources.empty()) return report.skip();
  if (application->program.missing_object.empty()) return;
  const std::optional<project::StartedProgram> started = project::started_program(service);
  const project::File* const module = report.project().file(application->program.sources.front());
  Builder finding = report.at(started.has_value() ? started->span : service.command.span,
                              "`{}` loads `{}` of `{}`, which has nothing of that name", service.name,
                              application->program.missing_object, application->program.sources.front());
  if (module != nullptr) finding.note({module->source, 0, 0}, "This is the module");
}

extern const Rule rule = {
    .code = "SW4476",
    .summary = "Server that loads a name which its module does not have",
    .why = "uvicorn and gunicorn end with `Attribute \"app\" not found in module`.",
    .remedy = "Name the variable that holds the application, as the module calls it.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::server_name_not_in_module
