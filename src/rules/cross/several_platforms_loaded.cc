#include <algorithm>

#include "project/model.h"
#include "rules/lib/ci_jobs.h"
#include "rules/lib/words.h"
#include "rules/rule.h"
#include "shell/command.h"

namespace seaworthy::rules::several_platforms_loaded {

static void report_at(Span place, const project::File& file, Report& report) {
  report.at(place, "The result of several platforms cannot be loaded into the engine; build one, or push them")
      .subject(file.path);
}

static void check(const project::Project& project, Report& report) {
  bool asks = false;
  for (const project::BuildCommand& build : project.build_commands) {
    if (build.platforms.size() < 2 || build.node == nullptr) continue;
    asks = true;
    const shell::Invocation command = shell::invocation(*build.node);
    if (command.has_flag("--load") || command.option("--output").value_or("") == "type=docker")
      report_at(build.span, *build.file, report);
  }
  for (const project::File& file : project.files)
    for (const CiJob& job : github_jobs(file))
      for (const CiStep& step : job.steps) {
        if (step.action != "docker/build-push-action" || !contains(step.text("platforms"), ",")) continue;
        asks = true;
        if (step.text("load") == "true") report_at(step.input("load")->span, file, report);
      }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4047",
    .summary = "Build of several platforms that is loaded into the engine",
    .why =
        "The engine's own store holds images of one platform: Buildx ends with `docker exporter does not currently "
        "support exporting manifest lists`.",
    .remedy = "Load one platform for tests, and build all of them with `--push`.",
    .references = "https://docs.docker.com/build/exporters/oci-docker/",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::several_platforms_loaded
