#include "project/paths.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/needed_files.h"
#include "rules/lib/once.h"
#include "rules/rule.h"

namespace seaworthy::rules::lock_file_not_copied {

/// The folder of the context that the command's folder of the image was copied from, by the manifest in it.
static std::optional<std::string> folder_of(const project::Project& project, const BuildStep& step) {
  for (const std::string_view manifest : {"package.json", "pyproject.toml", "Cargo.toml", "Pipfile"}) {
    const project::ImageFile found =
        project::image_file(step.image(project), project::container_path(step.folder, manifest));
    if (found.origin == project::ImageFileOrigin::context_file)
      return std::string(project::parent_path(found.source_path));
  }
  return std::nullopt;
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  const project::Project& project = report.project();
  bool asks = false;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    const NeededFiles needed = needed_files(step.invocation);
    if (!needed.lock_file || may_fail(*step.invocation.node)) continue;
    const auto folder = folder_of(project, step);
    if (!folder.has_value()) continue;
    asks = true;
    bool absent = true;
    std::string there;
    for (const std::string_view name : needed.any_of) {
      absent = absent && certainly_absent(project, step, project::container_path(step.folder, name));
      const auto path = project::join_path(*folder, name);
      if (path.has_value() && there.empty() && project.path_state(*path) == project::PathState::file) there = *path;
    }
    if (!absent || there.empty()) continue;
    Builder finding =
        report.at(step.invocation.span(), "`{}` needs `{}`, which no COPY before this brings, so the build fails here",
                  step.invocation.program, project::base_name(there));
    finding.confidence(confidence_of(*step.context));
    if (const project::File* const file = project.file(there); file != nullptr)
      finding.note({file->source, 0, 0}, "The lock file is here");
    const std::string_view inside =
        std::string_view(there).substr(step.context->context.empty() ? 0 : step.context->context.size() + 1);
    if (const project::IgnorePattern* const by = step.context->ignore.excluding(inside); by != nullptr)
      finding.note(by->span, "This pattern leaves it out of the context");
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4203",
    .summary = "Frozen install without its lock file in the image",
    .why = "The repository has a lock file, but the image has not when the install runs, so that it stops.",
    .remedy = "Copy the lock file together with the manifest, and keep it out of `.dockerignore`.",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::lock_file_not_copied
