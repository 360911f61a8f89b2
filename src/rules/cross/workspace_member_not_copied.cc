#include "rules/lib/once.h"
#include "rules/lib/words.h"
#include "rules/lib/workspace_members.h"
#include "rules/rule.h"

namespace seaworthy::rules::workspace_member_not_copied {

static void check(const project::Dockerfile& dockerfile, Report& report) {
  const project::Project& project = report.project();
  bool asks = false;
  const dockerfile::Stage* reported = nullptr;
  for (const BuildStep& step : once<build_steps>(report, dockerfile))
    for (const NeededMember& needed : needed_members(project, step)) {
      asks = true;
      if (step.stage == reported || may_fail(*step.invocation.node)) continue;
      if (project.path_state(needed.manifest_path) != project::PathState::file) continue;
      if (!certainly_absent(project, step, needed.image_path)) continue;
      reported = step.stage;
      report
          .at(step.invocation.span(), "`{}` reads the member `{}`, whose manifest no COPY before this brings",
              step.invocation.program, needed.member.text)
          .note(needed.member.span, "The member is named here")
          // Gradle takes a module without a folder for an empty one, of which nothing can be had.
          .confidence(weaker(confidence_of(*step.context),
                             is_one_of("gradle gradlew pnpm yarn", step.invocation.program) ? Confidence::likely
                                                                                            : Confidence::certain));
    }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4218",
    .summary = "Build of a workspace whose members are not in the image yet",
    .why =
        "Cargo, Maven, Gradle, Bun, Go and uv read the manifests of the members first: with the root's alone they "
        "stop. So do pnpm and Yarn at a package that another one asks for by `workspace:*`.",
    .remedy = "Copy the manifests of all members before the step, each to its own folder.",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::workspace_member_not_copied
