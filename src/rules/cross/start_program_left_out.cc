#include <algorithm>

#include "dockerfile/says.h"
#include "project/container_files.h"
#include "project/manifests.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/node_installs.h"
#include "rules/lib/npm_programs.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::start_program_left_out {

/// The programs that a start runs: what sets variables in front of it is one as well.
static std::vector<std::string_view> started_words(std::vector<std::string_view> words) {
  std::vector<std::string_view> result;
  while (!words.empty() &&
         (is_one_of("npx cross-env dotenv env-cmd -- --no-install", words.front()) || contains(words.front(), "="))) {
    if (is_one_of("npx", words.front())) result.clear();
    if (is_one_of("cross-env dotenv env-cmd", words.front())) result.push_back(words.front());
    words.erase(words.begin());
  }
  if (!words.empty() && !contains(words.front(), "/") && !is_one_of("npm yarn pnpm node bun", words.front()))
    result.push_back(words.front());
  return result;
}

/// Whether a step of the image speaks of the program or its package, or a mount may bring it.
static bool is_installed_otherwise(const project::Service& service, std::string_view program,
                                   std::string_view package) {
  for (const dockerfile::Instruction* const instruction : service.stage->with_inherited)
    if (instruction->op == dockerfile::Op::run && (says(*instruction, program) || says(*instruction, package)))
      return true;
  const std::string packages = project::container_path(service.working_dir.value, "node_modules");
  return project::mount_over(service, packages) != nullptr;
}

static void check(const project::Service& service, Report& report) {
  if (service.stage == nullptr || service.dockerfile == nullptr || service.startup != nullptr) return report.skip();
  const std::vector<std::string_view> programs = started_words(project::program_words(report.project(), service));
  if (programs.empty()) return report.skip();
  const project::Manifest* const manifest = container_manifest(report.project(), service);
  if (manifest == nullptr || manifest->lock == nullptr) return report.skip();
  bool asks = false;
  for (const std::string_view program : programs) {
    const project::Dependency* const dependency = dependency_with_program(*manifest, program);
    const std::string_view absent = package_nobody_installs(report.project(), *manifest, program);
    if (dependency == nullptr && absent.empty()) continue;
    const NodeInstall install =
        install_in_force(once<build_steps>(report, *service.dockerfile), *service.stage, nullptr, nullptr);
    if (install.step == nullptr) continue;
    asks = true;
    if (dependency != nullptr && (!dependency->development || !install.production)) continue;
    // A version that is installed for all is found as well.
    if (service.has_tool(program) == std::optional<bool>(true)) continue;
    if (dependency == nullptr) {
      if (is_installed_otherwise(service, program, absent)) continue;
      report
          .at(service.command.span.valid() ? service.command.span : service.span,
              "`{}` starts `{}`, and `{}` asks for no package that brings it; add `{}`", service.name, program,
              manifest->file->path, absent)
          .note(install.step->invocation.span(), "This is what is installed");
      return;
    }
    report
        .at(service.command.span.valid() ? service.command.span : service.span,
            "`{}` starts `{}`, a development dependency that its image is installed without", service.name, program)
        .note(install.why, "Only production dependencies are left here")
        .note(dependency->span, "`{}` is a development dependency", dependency->name);
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4478",
    .summary = "Container that starts a program which its packages do not bring",
    .why =
        "The package is a development dependency of an image that is installed for production, or nobody asks for it "
        "at all: the program is not found when the container starts.",
    .remedy = "Start what the build has made (`node dist/main.js`), or make the package a dependency.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::start_program_left_out
