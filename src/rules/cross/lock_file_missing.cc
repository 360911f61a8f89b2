#include "rules/rule.h"

#include <span>
#include <string>

#include "project/git_ignore.h"
#include "project/paths.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/copied_names.h"
#include "rules/lib/needed_files.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::lock_file_missing {

using project::ImageFileOrigin;

/// Whether the same RUN brings the sources that it installs for: a clone, or an archive that it unpacks.
static bool brings_sources(const BuildStep& step) {
  for (const shell::Node* const node : step.run->script->commands) {
    if (node == step.invocation.node) return false;
    if (is_one_of("git tar unzip curl wget cp mv", shell::invocation(*node).program)) return true;
  }
  return false;
}

/// Whether a folder around that of a step has one of the files in the image: a member of a workspace is installed by
/// the lock file of its root.
static bool has_above(const project::ImageView& image, const BuildStep& step, std::span<const std::string_view> names) {
  for (std::string folder = step.folder; folder != "/" && !folder.empty();) {
    folder = std::string(project::parent_path(folder));
    for (const std::string_view name : names)
      if (project::image_file(image, project::container_path(folder.empty() ? "/" : folder, name)).origin ==
          ImageFileOrigin::context_file)
        return true;
  }
  return false;
}

static void check_step(const project::Dockerfile& dockerfile, const BuildStep& step, Report& report, bool& asks) {
  const NeededFiles needed = needed_files(step.invocation);
  // `if [ -f pnpm-lock.yaml ]; then pnpm i --frozen-lockfile` installs by the file that is there.
  if (!needed.lock_file || may_fail(*step.invocation.node)) return;
  const project::Project& project = report.project();
  const project::ImageView image = step.image(project);
  std::string folder = step.context->context;
  bool has_manifest = false;
  for (const std::string_view manifest : {"package.json", "pyproject.toml", "Cargo.toml", "Pipfile"}) {
    const project::ImageFile found = project::image_file(image, project::container_path(step.folder, manifest));
    if (found.origin != ImageFileOrigin::context_file) continue;
    has_manifest = true;
    folder = std::string(project::parent_path(found.source_path));
  }
  // Without the manifest in sight the context is somewhere else.
  if (!has_manifest &&
      (is_guess(*step.context) || contains(step.context->context, "$") || dockerfile.role == project::Role::example))
    return;
  if (!has_manifest && brings_sources(step)) return;
  asks = true;
  Span pattern;
  for (const std::string_view name : needed.any_of) {
    if (is_copied_by_name(step, name)) return;
    if (project::image_file(image, project::container_path(step.folder, name)).origin != ImageFileOrigin::unknown)
      return;
    const auto path = project::join_path(folder, name);
    if (!path.has_value() || project.path_state(*path) != project::PathState::missing) return;
    if (!pattern.valid()) pattern = project::ignored_if_made(project, *path);
  }
  if (has_above(image, step, needed.any_of) || !project::contents_known(image, step.folder)) return;
  // A folder without anything is a submodule that is not at hand.
  if (const auto copied = project::context_folder(image, step.folder);
      copied.has_value() && project.children(*copied).empty())
    return;
  Builder finding = report.at(step.invocation.span(), "`{}` needs `{}`, and `{}` has none, so the build fails here",
                              step.invocation.program, needed.any_of.front(), shown_folder(folder));
  finding.confidence(confidence_of(*step.context));
  if (pattern.valid()) finding.note(pattern, "Git ignores the lock file");
  spare_other_contexts(finding, project, dockerfile, *step.context);
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) check_step(dockerfile, step, report, asks);
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4010",
    .summary = "Frozen install without a lock file",
    .why = "An install that takes versions from the lock file only stops when the repository has none.",
    .remedy = "Make the lock file with the package manager and commit it.",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::lock_file_missing
