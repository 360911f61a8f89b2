#include "rules/rule.h"

#include "project/paths.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/needed_files.h"

namespace seaworthy::rules::install_file_not_copied {

using project::ImageFileOrigin;

/// A bind mount of the RUN brings files into its folder.
static bool mounted(const BuildStep& step, std::string_view path) {
  for (const dockerfile::Mount& mount : step.run->mounts) {
    if (mount.type != "bind") continue;
    const std::string target = project::container_path(step.folder, mount.target);
    if (project::is_below(path, target)) return true;
  }
  return false;
}

/// Folder of the context that a step's folder was filled from; the context itself when nothing tells.
static std::string source_folder(const project::Project& project, const BuildStep& step) {
  for (const std::string_view companion : {"package.json", "pyproject.toml", "Cargo.toml", "go.sum", "go.mod", "composer.lock"}) {
    const project::ImageFile found =
        project::image_file(step.image(project), project::container_path(step.folder, companion));
    if (found.origin == ImageFileOrigin::context_file) return std::string(project::parent_path(found.source_path));
  }
  return step.context->context;
}

static void check_step(const BuildStep& step, Report& report, bool& asks) {
  const NeededFiles needed = needed_files(step.invocation);
  if (needed.any_of.empty()) return;
  const project::Project& project = report.project();
  for (const std::string_view name : needed.any_of) {
    const std::string path = project::container_path(step.folder, name);
    asks = true;
    if (mounted(step, path) || project::image_file(step.image(project), path).origin != ImageFileOrigin::unknown) return;
  }
  if (!project::contents_known(step.image(project), step.folder)) return;
  const std::string folder = source_folder(project, step);
  const std::string_view name = needed.any_of.front();
  const auto in_tree = project::join_path(folder, name);
  const bool there = in_tree.has_value() && (project.path_state(*in_tree) == project::PathState::file ||
                                             project.path_state(*in_tree) == project::PathState::ignored_by_git);
  if (!there && needed.lock_file) return;  // Another rule says that the repository has no such lock file.
  Builder finding =
      there ? report.at(step.invocation.span(), "`{}` needs `{}` in `{}`, but no COPY before it brings it there",
                        step.invocation.program, name, step.folder)
            : report.at(step.invocation.span(), "`{}` needs `{}` in `{}`, and neither the image nor the context has it",
                        step.invocation.program, name, step.folder);
  finding.confidence(confidence_of(*step.context));
  if (there)
    if (const project::File* const file = project.file(*in_tree); file != nullptr)
      finding.note({file->source, 0, 0}, "it is here");
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  for (const BuildStep& step : build_steps(report.project(), dockerfile)) check_step(step, report, asks);
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4009",
    .summary = "Install step without the file that it reads",
    .why = "A package manager that finds no manifest or lock file in its folder stops, and the build with it.",
    .remedy = "Copy the manifest and the lock file into the working directory before the install step.",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .strength = "bring manifests and lock files in before installing",
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::install_file_not_copied
