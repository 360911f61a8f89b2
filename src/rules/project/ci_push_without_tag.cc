#include "rules/lib/ci_jobs.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::ci_push_without_tag {

static void check(const project::File& file, Report& report) {
  bool asks = false;
  for (const CiJob& job : github_jobs(file))
    for (const CiStep& step : job.steps) {
      if (step.action != "docker/build-push-action" || !step.pushes()) continue;
      asks = true;
      // An exporter names the image as well.
      if (step.input("outputs") != nullptr || (step.input("tags") != nullptr && !step.text("tags").empty())) continue;
      report.at(step.input("push")->span, "The job `{}` pushes an image without a name and fails; give `tags`",
                job.name);
    }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW7164",
    .summary = "CI job that pushes an image without a name",
    .why = "The build ends with `tag is needed when pushing to registry`.",
    .remedy = "Give `tags`, written out or from `docker/metadata-action`.",
    .severity = Severity::high,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::ci_push_without_tag
