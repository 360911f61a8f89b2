#include "project/manifests.h"
#include "project/paths.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/node_installs.h"
#include "rules/lib/node_scripts.h"
#include "rules/lib/npm_programs.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::production_install_before_build {

/// Another package that is in the image may bring the program into the node_modules that they share.
static bool brought_by_another(const project::Project& project, const BuildStep& step, std::string_view folder,
                               const project::Manifest& manifest, std::string_view program) {
  for (const project::Manifest& other : project::manifests(project)) {
    if (other.ecosystem != project::Ecosystem::node || &other == &manifest) continue;
    const project::Dependency* const dependency = dependency_with_program(other, program);
    if (dependency == nullptr || dependency->development) continue;
    // From the folder of the one to that of the other, as in the repository.
    std::string way(folder);
    std::string_view from = manifest.folder;
    while (!project::is_below(other.folder, from)) {
      from = project::parent_path(from);
      way += "/..";
    }
    way += "/" + std::string(other.folder.substr(from.empty() ? 0 : std::min(from.size() + 1, other.folder.size()))) +
           "/package.json";
    if (project::image_file(step.image(project), project::container_path("/", way)).file == other.file) return true;
  }
  return false;
}

/// A step of the stage installs the package by its name: `npm install --save-dev typescript`.
static bool is_installed_by_name(const std::vector<BuildStep>& steps, const BuildStep& build,
                                 std::string_view package) {
  for (const BuildStep& step : steps) {
    if (&step == &build) break;
    if (step.stage != build.stage || !is_one_of("npm yarn pnpm bun", step.invocation.program)) continue;
    for (const shell::Word& word : step.invocation.arguments)
      if (word.text == package || (word.text.starts_with(package) && word.text.substr(package.size()).starts_with('@')))
        return true;
  }
  return false;
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  const std::vector<BuildStep>& steps = once<build_steps>(report, dockerfile);
  bool asks = false;
  for (const BuildStep& step : steps) {
    const std::vector<std::string_view> words = texts(step.invocation);
    const NodeCall call = node_call(words);
    if (call.kind != NodeCall::Kind::script || !call.workspaces.empty() || call.all_workspaces) continue;
    const std::string folder = project::container_path(step.folder, call.folder);
    const project::Manifest* const manifest = manifest_at(report.project(), step, project::Ecosystem::node, folder);
    const project::ManifestScript* const script = manifest != nullptr ? manifest->script(call.script) : nullptr;
    if (script == nullptr) continue;
    const NodeInstall last = install_in_force(steps, *step.stage, step.run, &step);
    if (last.step == nullptr) continue;
    asks = true;
    if (!last.production || may_fail(*step.invocation.node)) continue;
    for (const std::string_view program : programs_of_script(*manifest, script->text)) {
      const project::Dependency* const dependency = dependency_with_program(*manifest, program);
      if (dependency == nullptr || !dependency->development || is_installed_by_name(steps, step, dependency->name) ||
          brought_by_another(report.project(), step, folder, *manifest, program))
        continue;
      report
          .at(step.invocation.span(),
              "`{}` runs `{}`, which the install before it leaves out with the development dependencies", script->name,
              program)
          .note(last.why, "Only production dependencies are installed here")
          .note(dependency->span, "`{}` is a development dependency", dependency->name)
          .confidence(confidence_of(*step.context));
      break;
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4213",
    .summary = "Build after an install without development dependencies",
    .why = "Compilers and bundlers are development dependencies: the build script ends with `not found`.",
    .remedy = "Install everything in the build stage, and copy or prune to production dependencies afterwards.",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::production_install_before_build
