#include "rules/rule.h"

#include <string>

#include "project/git_ignore.h"
#include "project/made_files.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/building.h"
#include "rules/lib/settled.h"

namespace seaworthy::rules::build_context_missing {

/// Of a context that begins at the root of the machine, such as `/api`, the folder of the repository that is meant; ""
/// where there is none.
static std::string folder_meant(const project::Project& project, const compose::Build& build) {
  const std::string_view context = build.context.value;
  const Span place = build.context.span();
  if (!context.starts_with('/') || context.size() < 2 || !place.valid()) return {};
  const auto folder = project::join_path(project::parent_path(project.sources[place.file].path()), context.substr(1));
  return folder.has_value() && project.path_state(*folder) == project::PathState::directory ? *folder : std::string();
}

static void check(const project::Service& service, Report& report) {
  const compose::Build& build = service.definition->build;
  if (!build || !build.local) return report.skip();
  if (!build.inside_root) {
    if (folder_meant(report.project(), build).empty()) return report.skip();
    report.at(build.context.span(), "The build context `{}` is a folder of the machine; write `.{}` for that beside it",
              build.context.value, build.context.value);
    return;
  }
  // Written for Windows, where it leads somewhere else.
  if (build.directory.find('\\') != std::string_view::npos) return report.skip();
  if (!is_settled(build.context.source)) return report.skip();
  // From which folder a part of a stack is started is not known.
  if (!service.stack->partial.empty()) return report.skip();
  const project::PathState state = report.project().path_state(build.directory);
  if (state != project::PathState::missing && state != project::PathState::file) return;
  const Span place = build.context.span().valid() ? build.context.span() : build.source->span();
  if (state == project::PathState::file) {
    report.at(place, "The build context `{}` is a file; it must be a folder", build.directory);
    return;
  }
  // An install makes it, such as the `vendor` of Composer.
  if (project::ignored_if_made(report.project(), build.directory).valid()) {
    report
        .at(place, "The build context `{}` is not in the repository; Git ignores it, so it must be made before",
            build.directory)
        .severity(Severity::low)
        .confidence(Confidence::possible);
    return;
  }
  // A script copies it there from another repository.
  if (const Span made = project::made_by_command(report.project(), build.directory); made.valid()) {
    report.at(place, "The build context `{}` is not in the repository; it must be made before", build.directory)
        .severity(Severity::low)
        .confidence(Confidence::possible)
        .note(made, "This writes a folder of that name");
    return;
  }
  const std::string_view near = report.project().nearest_path(build.directory);
  Builder finding = near.empty()
                        ? report.at(place, "The build context `{}` does not exist", build.directory)
                        : report.at(place, "The build context `{}` does not exist; `{}` does", build.directory, near);
  // Compose asks the registry for a service that has both, and builds what it does not get there.
  if (is_pulled_first(service)) finding.severity(Severity::low).confidence(Confidence::possible);
}

extern const Rule rule = {
    .code = "SW4004",
    .summary = "Build context that does not exist",
    .why = "Without its context folder the image cannot be built and the stack cannot be started.",
    .remedy = "Name a folder that is in the repository; the path is seen from the Compose file's folder.",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::build_context_missing
