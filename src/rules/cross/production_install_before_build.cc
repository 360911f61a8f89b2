#include "project/manifests.h"
#include "project/paths.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/node_scripts.h"
#include "rules/lib/npm_programs.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::production_install_before_build {

/// What an install leaves in node_modules.
struct Install {
  const BuildStep* step = nullptr;
  bool production = false;
  Span why;  ///< What makes it leave development dependencies out.
};

static Install install_of(const BuildStep& step) {
  const std::vector<std::string_view> words = texts(step.invocation);
  const NodeCall call = node_call(words);
  if (call.kind != NodeCall::Kind::install || call.names_packages) return {};
  Install install{&step, call.production, step.invocation.span()};
  if (install.production || call.manager != "npm") return install;
  if (step.invocation.has_any_flag({"--include", "--production"})) return install;
  // npm leaves them out when NODE_ENV says production.
  for (const dockerfile::Instruction* const before : project::instructions_of(*step.stage)) {
    if (before == step.run) break;
    if (before->op != dockerfile::Op::env) continue;
    for (const dockerfile::Pair& pair : before->pairs)
      if (pair.key.text == "NODE_ENV") {
        install.production = pair.value.text == "production";
        install.why = pair.value.span;
      }
  }
  if (const auto value = variable_at(step, "NODE_ENV"); value.has_value() && *value != "production")
    install.production = false;
  return install;
}

/// The stage that node_modules of this stage were copied from before a step; null when it is none.
static const dockerfile::Stage* modules_from(const BuildStep& step) {
  const dockerfile::Stage* found = nullptr;
  for (const dockerfile::Instruction* const instruction : step.stage->instructions) {
    if (instruction == step.run) break;
    const dockerfile::Flag* const from = instruction->op == dockerfile::Op::copy ? instruction->flag("from") : nullptr;
    if (from == nullptr || instruction->arguments.empty()) continue;
    if (!instruction->arguments.back().text.ends_with("node_modules") &&
        !instruction->arguments.back().text.ends_with("node_modules/"))
      continue;
    for (const dockerfile::Stage* const stage : step.stage->copies_from)
      if (equal_ignoring_case(stage->name, from->value)) found = stage;
  }
  return found;
}

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
    const dockerfile::Stage* const copied_from = modules_from(step);
    Install last;
    for (const BuildStep& earlier : steps) {
      if (&earlier == &step) break;
      if (earlier.stage != step.stage && earlier.stage != copied_from && earlier.stage != step.stage->parent) continue;
      if (const Install install = install_of(earlier); install.step != nullptr) {
        // Two installs one after the other, and nobody knows what is left: the fuller one counts.
        if (last.step != nullptr && !last.production && install.production) continue;
        last = install;
      }
    }
    if (last.step == nullptr) continue;
    asks = true;
    if (!last.production || may_fail(*step.invocation.node)) continue;
    for (const std::string_view program : programs_of_script(script->text)) {
      const project::Dependency* const dependency = dependency_with_program(*manifest, program);
      if (dependency == nullptr || !dependency->development ||
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
