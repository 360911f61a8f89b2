#include <algorithm>

#include "rules/lib/once.h"
#include "rules/lib/workspace_members.h"
#include "rules/rule.h"

namespace seaworthy::rules::workspace_member_missing {

static void check(const project::Dockerfile& dockerfile, Report& report) {
  const project::Project& project = report.project();
  bool asks = false;
  std::vector<Span> reported;
  for (const BuildStep& step : once<build_steps>(report, dockerfile))
    for (const NeededMember& needed : needed_members(project, step)) {
      asks = true;
      if (project.path_state(needed.manifest_path) != project::PathState::missing) continue;
      if (!certainly_absent(project, step, needed.image_path)) continue;
      if (std::ranges::find(reported, needed.member.span) != reported.end()) continue;
      reported.push_back(needed.member.span);
      const std::string_view near = project.nearest_path(needed.folder);
      Builder finding =
          near.empty() ? report.at(needed.member.span, "`{}` names the member `{}`, which the repository does not have",
                                   needed.root->file->path, needed.member.text)
                       : report.at(needed.member.span,
                                   "`{}` names the member `{}`, which the repository does not have; it has `{}`",
                                   needed.root->file->path, needed.member.text, near);
      finding.note(step.invocation.span(), "This step reads all members and stops")
          .confidence(confidence_of(*step.context));
    }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4217",
    .summary = "Workspace member that does not exist",
    .why = "Cargo, Maven and uv read every member before they do anything, and stop at one that is not there.",
    .remedy = "Bring the member into the repository, or take it off the list.",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::workspace_member_missing
