#include "rules/rule.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "project/manifests.h"
#include "project/paths.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/node_installs.h"
#include "rules/lib/node_scripts.h"
#include "rules/lib/npm_programs.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::script_program_not_installed {

/// Whether another step that runs before speaks of the program or its package: it may install it for all.
static bool is_spoken_of(const std::vector<BuildStep>& steps, const BuildStep& build, std::string_view program,
                         std::string_view package) {
  for (const BuildStep& step : steps) {
    if (&step == &build) return false;
    if (step.stage == build.stage && std::ranges::any_of(step.invocation.arguments, [&](const shell::Word& word) {
          return contains(word.text, program) || contains(word.text, package);
        }))
      return true;
  }
  return false;
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  const std::vector<BuildStep>& steps = once<build_steps>(report, dockerfile);
  bool asks = false;
  for (const BuildStep& step : steps) {
    const InstalledScript found = installed_script(report.project(), steps, step);
    if (found.script == nullptr) continue;
    asks = true;
    if (may_fail(*step.invocation.node)) continue;
    for (const std::string_view program : programs_of_script(*found.manifest, found.script->text)) {
      const std::string_view package = package_nobody_installs(report.project(), *found.manifest, program);
      if (package.empty() || is_spoken_of(steps, step, program, package)) continue;
      report
          .at(step.invocation.span(), "`{}` runs `{}`, and `{}` asks for no package that brings it; add `{}`",
              found.script->name, program, found.manifest->file->path, package)
          .note(found.script->span, "The script is here")
          .confidence(weaker(Confidence::likely, confidence_of(*step.context)));
      break;
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4403",
    .summary = "Package script of a build whose program no package brings",
    .why = "npm looks for the program in `node_modules/.bin` and on the PATH, and the build ends with `not found`.",
    .remedy = "Add the package to the package.json whose script it is, or run the script of the package that has it.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::build,
    .category = Category::architecture,
    .strength = "run scripts whose programs are installed",
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::script_program_not_installed
