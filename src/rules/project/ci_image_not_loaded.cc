#include "rules/lib/ci_jobs.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::ci_image_not_loaded {

/// Whether a step asks the local engine for an image.
static bool uses_image(const CiStep& step, std::string_view tag) {
  if (step.text("image-ref") == tag || step.text("image") == tag) return true;
  if (!contains(step.run, tag)) return false;
  for (const std::string_view command :
       {"docker run", "docker push", "docker tag", "docker save", "docker inspect", "docker image", "docker create"})
    if (contains(step.run, command)) return !contains(step.run, "docker pull") && !contains(step.run, "build ");
  return false;
}

static bool is_off(std::string_view text) { return text.empty() || text == "false"; }

static void check(const project::File& file, Report& report) {
  bool asks = false;
  for (const CiJob& job : github_jobs(file)) {
    const CiStep* builder = nullptr;
    for (std::size_t at = 0; at < job.steps.size(); ++at) {
      const CiStep& step = job.steps[at];
      if (step.action == "docker/setup-buildx-action" && !is_one_of("docker remote", step.text("driver")))
        builder = &step;
      if (step.action != "docker/build-push-action" || builder == nullptr) continue;
      const std::string_view tags = step.text("tags");
      const std::string_view tag = tags.substr(0, tags.find_first_of(",\n"));
      if (tag.empty() || !is_off(step.text("push")) || !is_off(step.text("load")) || step.input("outputs") != nullptr ||
          step.input("builder") != nullptr)
        continue;
      asks = true;
      for (std::size_t later = at + 1; later < job.steps.size(); ++later) {
        const CiStep& user = job.steps[later];
        // Another build may bring it.
        if (user.action == "docker/build-push-action" || contains(user.run, "docker load")) break;
        if (!uses_image(user, tag)) continue;
        report
            .at(step.uses,
                "The image stays in the cache of the builder, and the job `{}` asks the engine for it later; add "
                "`load: true`",
                job.name)
            .note(user.place(tag), "It is asked for here")
            .note(builder->uses, "This builder runs in a container of its own");
        break;
      }
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW7163",
    .summary = "CI job that uses an image which its builder keeps to itself",
    .why =
        "A builder in a container of its own hands nothing to the engine unless it is told to: the scan or the test "
        "that "
        "follows finds no such image, or an older one from a registry.",
    .remedy = "Give `load: true` to the build, or push it and name the pushed image.",
    .references = "https://docs.docker.com/build/builders/drivers/",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::ci_image_not_loaded
