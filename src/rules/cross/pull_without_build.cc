#include <algorithm>

#include "project/model.h"
#include "rules/lib/ci_jobs.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::pull_without_build {

static bool has_word(std::span<const std::string_view> words, std::string_view wanted) {
  return std::ranges::find(words, wanted) != words.end();
}

/// A service whose image only a build makes: `pull` passes it over, and `up` builds it once.
static const project::Service* only_built(const project::Stack& stack) {
  for (const project::Service* const service : stack.services)
    if (service->active && service->builds && !service->definition->image) return service;
  return nullptr;
}

static void check(const project::Project& project, Report& report) {
  bool asks = false;
  for (const project::ComposeCommand& up : project.compose_commands) {
    if (up.verb != "up" || up.node == nullptr || up.stack < 0 || up.file->kind == project::FileKind::readme ||
        up.file->kind == project::FileKind::documentation || has_word(up.operands, "--build"))
      continue;
    const project::Service* const service = only_built(project.stacks[static_cast<std::size_t>(up.stack)]);
    if (service == nullptr) continue;
    const std::string_view text = project.sources[up.file->source].text();
    const project::ComposeCommand* pull = nullptr;
    bool builds = contains(text, "docker build") || contains(text, "--build") || contains(text, "buildx");
    for (const project::ComposeCommand& other : project.compose_commands) {
      if (other.file != up.file) continue;
      if (other.verb == "build") builds = true;
      if (other.verb == "pull" && other.place == up.place && other.span.begin < up.span.begin) pull = &other;
    }
    // Only a script that fetches new sources or images means to bring something new.
    const bool updates = pull != nullptr || contains(text, "git pull") || contains(text, "git fetch");
    if (!updates) continue;
    asks = true;
    // A machine that is new for each job has no image of an earlier one.
    if (builds || runs_on_hosted_runner(up)) continue;
    report
        .at(up.span, "`{}` is only ever built here, and `up` without `--build` starts the image of the first time",
            service->name)
        .note(service->span, "`pull` passes over what has no `image`")
        .reaches(*service->stack);
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4825",
    .summary = "Deployment that never builds what it deploys",
    .why = "Every deployment reports success and starts the code of the first one.",
    .remedy = "Add `--build` to `up`, or push images from CI and pull them under an `image` name.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .strength = "builds or pulls what it deploys",
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::pull_without_build
