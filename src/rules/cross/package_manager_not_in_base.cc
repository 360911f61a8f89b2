#include "knowledge/knowledge.h"
#include "project/tools.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/layers.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::package_manager_not_in_base {

/// apt, apk or dnf: managers of one family never stand beside one of another.
static std::string_view family_of(std::string_view program) {
  if (program == "dpkg") return "apt";
  if (program == "rpm") return "dnf";
  const knowledge::PackageManager* const manager = knowledge::package_manager(program);
  return manager != nullptr && is_one_of("apt apk dnf", manager->packages) ? manager->packages : std::string_view();
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  const dockerfile::Stage* reported = nullptr;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    const std::string_view family = family_of(step.invocation.program);
    const knowledge::ImageVariant* const variant = project::base_variant(*step.stage);
    if (family.empty() || variant == nullptr || variant->package_manager.empty()) continue;
    asks = true;
    const std::string_view own = family_of(variant->package_manager);
    if (own.empty() || own == family || may_fail(*step.invocation.node) || step.stage == reported) continue;
    if (project::stage_has_tool(*step.stage, step.invocation.program, *step.run, *step.invocation.node).value_or(false))
      continue;
    reported = step.stage;
    const dockerfile::Stage& root = step.stage->root();
    report
        .at(step.invocation.program_word->span,
            "`{}` has no `{}`, so the build fails here; its package manager is `{}`", root.base,
            step.invocation.program, variant->package_manager)
        .note(root.base_span, "The base is {}", variant->base)
        .confidence(confidence_of_base(*step.stage));
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4200",
    .summary = "Package manager that the base image does not have",
    .why = "The command is not found and the build ends; mostly the base was changed and the RUN lines were not.",
    .remedy = "Use the package manager of the base, with its names of the packages, or go back to the other base.",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::package_manager_not_in_base
