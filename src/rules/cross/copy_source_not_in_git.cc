#include "rules/rule.h"

#include "project/git_ignore.h"
#include "rules/lib/building.h"

namespace seaworthy::rules::copy_source_not_in_git {

static void check(const project::Dockerfile& dockerfile, Report& report) {
  const auto contexts = project::build_contexts(report.project(), dockerfile);
  const auto local_only = [](const project::BuildContext&, const project::CopySource& source) {
    return source.state == project::CopyState::git_ignored;
  };
  each_wrong_source(contexts, local_only, [&](const project::BuildContext& context, const project::CopySource& source) {
    Builder finding = report.at(source.span, "`{}` is on this disk, but Git ignores it; a build from a clone fails here", source.text);
    finding.confidence(confidence_of(context));
    if (const project::File* const by = project::ignored_if_made(report.project(), source.path); by != nullptr)
      finding.note({by->source, 0, 0}, "ignored by a pattern of this file");
  });
}

extern const Rule rule = {
    .code = "SW4003",
    .summary = "Copied file that is not in the repository",
    .why = "The build works on this machine only: whoever clones the repository, and every CI job, lacks the file.",
    .remedy = "Commit the file, make it in a stage of the build, or pass it as a build secret.",
    .severity = Severity::medium,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::copy_source_not_in_git
