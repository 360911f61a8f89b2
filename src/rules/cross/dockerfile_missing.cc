#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/building.h"
#include "rules/lib/settled.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::dockerfile_missing {

static Builder report_missing(Report& report, Span place, std::string_view path) {
  const std::string_view near = report.project().nearest_path(path);
  return near.empty() ? report.at(place, "The Dockerfile `{}` does not exist", path)
                      : report.at(place, "The Dockerfile `{}` does not exist; `{}` does", path, near);
}

/// Whether a script, a pipeline or a guide has Compose build its images, so that none is pulled in their place.
static bool is_built_by_command(const project::Project& project) {
  return std::ranges::any_of(project.files, [&](const project::File& file) {
    using Kind = project::FileKind;
    if (!file.has_content || !(file.kind == Kind::script || file.kind == Kind::makefile || file.kind == Kind::ci ||
                               file.kind == Kind::readme || file.kind == Kind::documentation))
      return false;
    // `docker compose up --build`, `"${compose[@]}" build`
    const std::string_view text = project.sources[file.source].text();
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      const std::string_view line = text.substr(begin, end - begin);
      begin = end + 1;
      if (contains(line, "compose") &&
          (contains(line, " build ") || line.ends_with(" build") || contains(line, "--build")))
        return true;
    }
    return false;
  });
}

static void check(const project::Service& service, Report& report) {
  const compose::Build& build = service.definition->build;
  if (!build || !build.local || !build.inside_root || build.dockerfile_inline) return report.skip();
  // From which folder a part of a stack is started is not known, nor the context that an unread base gives.
  if (!service.stack->partial.empty() || service.definition->lacks_base) return report.skip();
  if (service.dockerfile != nullptr && build.dockerfile && contains(build.dockerfile.value, "\\")) {
    const auto written = project::join_path(build.directory, build.dockerfile.value);
    if (written.has_value() && report.project().path_state(*written) == project::PathState::file) return;
    std::string plain(build.dockerfile.value);
    std::ranges::replace(plain, '\\', '/');
    report.at(build.dockerfile.span().valid() ? build.dockerfile.span() : build.source->span(),
              "The Dockerfile `{}` exists on Windows alone; write `{}`", build.dockerfile.value, plain);
    return;
  }
  if (service.dockerfile != nullptr || report.project().path_state(build.directory) != project::PathState::directory)
    return;
  // `${DOCKERFILE}` that nothing here sets is whatever the environment gives.
  if (!is_settled(build.dockerfile.source) || !is_settled(build.context.source)) return report.skip();
  if (!build.dockerfile && contains(report.text(build.source->span()), "dockerfile:")) return;
  // `$PWD/Dockerfile` is where the stack is started.
  if (build.dockerfile && contains(report.text(build.dockerfile.span()), "PWD")) return;
  const auto path = project::join_path(build.directory, build.dockerfile ? build.dockerfile.value : "Dockerfile");
  if (!path.has_value() || report.project().path_state(*path) != project::PathState::missing) return;
  const Span place = build.dockerfile.span().valid() ? build.dockerfile.span() : build.source->span();
  Builder finding = report_missing(report, place, *path);
  if (is_pulled_first(service) && !is_built_by_command(report.project()))
    finding.severity(Severity::low).confidence(Confidence::possible);
}

extern const Rule rule = {
    .code = "SW4005",
    .summary = "Dockerfile that does not exist",
    .why = "The image of the service cannot be built, so the stack cannot be started from the repository.",
    .remedy = "Name the Dockerfile that is there; its path is seen from the build context.",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .strength = "build a Dockerfile that exists",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::dockerfile_missing
