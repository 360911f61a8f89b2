#include "project/copy_sources.h"
#include "project/model.h"
#include "rules/lib/bundles.h"
#include "rules/lib/once.h"
#include "rules/lib/rewrites.h"
#include "rules/rule.h"

namespace seaworthy::rules::rewrite_without_address {

static void check(const project::Service& service, Report& report) {
  if (!service.builds || service.stage == nullptr || service.stack->role == project::Role::development ||
      reads_rewrites_at_start(service))
    return report.skip();
  bool asks = false;
  for (const Rewrite& rewrite : once<rewrites>(report, service)) {
    if (!rewrite.next || rewrite.variable.empty() || !rewrite.address.empty()) continue;
    const project::BuildContext* const context = project::build_context(report.project(), service);
    if (context == nullptr || !context->known) continue;
    asks = true;
    if (rewrite.asked_first) continue;
    const dockerfile::Instruction* const step = bundling_step(report.project(), service, *context, rewrite.variable);
    if (step == nullptr) continue;
    Builder finding =
        report.at(rewrite.span, "`{}` is built without `{}`, and `next build` refuses a destination of `undefined`",
                  service.name, rewrite.variable);
    finding.note(step->span, "Nothing gives it to this step");
    if (const compose::EnvironmentEntry* const late = service.definition->variable(rewrite.variable); late != nullptr)
      finding.note(late->span, "When the container starts it is too late");
    // A file that each machine has of its own may lie in the context.
    if (!context->ignore.excludes(".env")) finding.confidence(Confidence::possible);
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4291",
    .summary = "Rewrite of Next.js whose address the build does not get",
    .why =
        "Next.js works its rewrites out while it builds. A destination that begins with a variable which nobody gives "
        "the build is `undefined/...`, which is neither a path nor an address, and the build ends with `Invalid "
        "rewrite found`.",
    .remedy = "Declare the variable with `ARG` in the stage that builds and pass it on in `build.args`.",
    .references = "https://nextjs.org/docs/app/api-reference/config/next-config-js/rewrites",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::rewrite_without_address
