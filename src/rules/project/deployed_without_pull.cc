#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "project/model.h"
#include "rules/lib/ci_jobs.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::deployed_without_pull {

/// The tag that a workflow pushes under a name which stays the same; "" for none.
static std::string_view tag_pushed(const CiStep& step) {
  if (step.action != "docker/build-push-action" || !step.pushes()) return {};
  const std::string_view tags = step.text("tags");
  const std::string_view tag = tags.substr(0, tags.find_first_of(",\n"));
  return contains(tag, "$") || tags.size() != tag.size() ? std::string_view() : tag;
}

/// The service of the repository that runs an image by this name and pulls it only where it is not there; null where
/// none does.
static const project::Service* runner_of(const project::Project& project, std::string_view image) {
  for (const project::Service& service : project.services) {
    const compose::Service& definition = *service.definition;
    if (definition.image.value == image && !service.built_with_stack && !definition.pull_policy) return &service;
  }
  return nullptr;
}

static void check(const project::File& file, Report& report) {
  bool any = false;
  std::string_view pushed;
  for (const CiJob& job : github_jobs(file))
    for (const CiStep& step : job.steps) {
      if (const std::string_view tag = tag_pushed(step); !tag.empty()) pushed = tag;
      if (pushed.empty() || step.script == nullptr || !contains(step.run, "compose") || !contains(step.run, " up"))
        continue;
      any = true;
      // Scripts and the runner's own engine, which has just built it, are another matter.
      if (!contains(step.run, "ssh ") || contains(step.run, "pull") || contains(step.run, "--build") ||
          contains(step.run, ".sh") || contains(step.run, "rmi") || contains(step.run, "make "))
        continue;
      const project::Service* const runner = runner_of(report.project(), pushed);
      if (runner == nullptr) continue;
      report
          .at(step.place("compose"),
              "The host keeps its old `{}`, for `up` pulls only an image that it does not have; pull first", pushed)
          .note(runner->definition->image.span(), "`{}` runs it", runner->name);
    }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW7175",
    .summary = "Deployment of a moving tag without a pull",
    .why =
        "The engine asks the registry only for a tag that it does not know. The job is green, and the host goes on "
        "with the version of the first deployment.",
    .remedy = "Call `docker compose pull` before `up`, or `up --pull always`; better, deploy a tag per version.",
    .references = "https://docs.docker.com/reference/compose-file/services/#pull_policy",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::deployed_without_pull
