#include "rules/rule.h"

#include "project/model.h"

namespace seaworthy::rules::dockerfile_nobody_builds {

static void check(const project::Dockerfile& dockerfile, Report& report) {
  if (dockerfile.is_inline || !dockerfile.builds.empty()) return;
  const project::Project& project = report.project();
  // Alone in a repository it is the product itself, built by whoever clones it.
  if (project.dockerfiles.size() < 2) return report.skip();
  const dockerfile::Stage* const first =
      dockerfile.parsed->stages.empty() ? nullptr : dockerfile.parsed->stages.front();
  report.at(first != nullptr ? first->from->span : Span{},
            "No Compose file, script, Make target or CI job builds `{}`; build it or delete it", dockerfile.path);
}

extern const Rule rule = {
    .code = "SW7025",
    .summary = "Dockerfile that nothing builds",
    .why = "It grows old unnoticed, and the next reader cannot tell whether it is the one that counts.",
    .remedy = "Delete it, or name it in the Compose file, script or CI job that should build it.",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::architecture,
    .strength = "are built by something",
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::dockerfile_nobody_builds
