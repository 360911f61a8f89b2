#include "rules/rule.h"

#include <algorithm>

#include "project/application.h"
#include "project/container_variables.h"
#include "project/model.h"
#include "project/paths.h"

namespace seaworthy::rules::relative_import_without_package {

static void check(const project::Service& service, Report& report) {
  const project::Application* const application = project::application(report.project(), service);
  if (application == nullptr || !application->entry.ends_with(".py")) return report.skip();
  const auto path_of = [&](const code::NamedPlace& place) { return report.project().sources[place.span.file].path(); };
  // Modules may be found through PYTHONPATH by longer names; the one that is started has the name it is started by.
  const bool has_longer_names = project::variable_state(service, "PYTHONPATH") == project::VariableState::set;
  const auto& beyond = application->program.start.beyond_package;
  const auto found = std::ranges::find_if(
      beyond, [&](const code::NamedPlace& place) { return !has_longer_names || path_of(place) == application->entry; });
  if (found == beyond.end()) return;
  const code::NamedPlace& first = *found;
  const std::string_view path = path_of(first);
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
