#include "rules/rule.h"

#include "project/application.h"
#include "project/model.h"
#include "project/paths.h"

namespace seaworthy::rules::relative_import_without_package {

static void check(const project::Service& service, Report& report) {
  const project::Application* const application = project::application(report.project(), service);
  if (application == nullptr || !application->entry.ends_with(".py")) return report.skip();
  const auto& beyond = application->program.start.beyond_package;
  if (beyond.empty()) return;
  const code::NamedPlace& first = beyond.front();
  const project::File* const file = report.project().file(first.span.file);
  const std::string_view path = file != nullptr ? file->path : report.project().sources[first.span.file].path();
  report
      .at(first.span, "`{}` loads `{}` with too few packages around it for `{}`", service.name, base_name(path),
          first.name)
      .note(service.command.span.valid() ? service.command.span : service.span,
            "Started here; name the module from the folder above, or drop the dot");
}

extern const Rule rule = {
    .code = "SW4383",
    .summary = "Relative import in a Python module that is started without its package",
    .why =
        "Python ends at that line with `attempted relative import with no known parent package`, or `beyond top-level "
        "package`.",
    .remedy =
        "Start the module by its full name (`celery -A shop.worker`, `uvicorn shop.main:app`) from the folder "
        "above the package, or import without the dot.",
    .references = "https://docs.python.org/3/reference/import.html#package-relative-imports",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::relative_import_without_package
