#include "rules/rule.h"

#include <algorithm>

#include "project/model.h"
#include "rules/lib/ci.h"
#include "rules/lib/words.h"
#include "rules/lib/yaml_values.h"

namespace seaworthy::rules::image_pushed_for_pull_request {

/// The trigger of a workflow that pull requests set off; null when none does.
static const yaml::Node* pull_request_trigger(const yaml::Node& root) {
  // YAML 1.1 takes a plain `on` for true; here it is the text that is written.
  const yaml::Node* const written = root.get("on");
  if (written == nullptr) return nullptr;
  const yaml::Node& on = written->resolved();
  const auto is_pull_request = [](std::string_view name) {
    return name == "pull_request" || name == "pull_request_target";
  };
  if (on.is_scalar()) return is_pull_request(on.text) ? &on : nullptr;
  for (const yaml::Node* const item : on.items)
    if (item->is_scalar() && is_pull_request(item->text)) return item;
  for (const yaml::Entry& entry : on.entries) {
    if (!is_pull_request(entry.key->text)) continue;
    // A request that was closed as merged is a push in other words.
    const yaml::Node& options = entry.value->resolved();
    if (const yaml::Node* const types = options.is_mapping() ? options.get("types") : nullptr; types != nullptr)
      for (const yaml::Node* const type : types->resolved().items)
        if (scalar(type) == "closed") return nullptr;
    return entry.key;
  }
  return nullptr;
}

/// Commands that publish an image, the tools of Java among them, which build without a Dockerfile.
constexpr std::string_view pushing[] = {"docker push ",  "docker compose push",       "docker-compose push",
                                        "podman push ",  "container-image.push=true", "jib:build",
                                        "gradlew jib\n", "image.publish=true"};

/// The commands of a step that publish an image whatever started the workflow; null when none do.
static const yaml::Node* pushing_commands(const yaml::Node& step) {
  const yaml::Node* const run = step.get("run");
  const std::string_view text = scalar(run);
  if (std::ranges::none_of(pushing, [&](std::string_view command) { return contains(text, command); })) return nullptr;
  for (const std::string_view word : {"event_name", "EVENT_NAME", "head_ref", "HEAD_REF", "pull_request",
                                      "event.number", "github.ref", "GITHUB_REF", "localhost:"})
    if (contains(text, word)) return nullptr;
  return run;
}

/// Whether the tags come from docker/metadata-action, which gives an image of a request a tag of its own (`pr-12`)
/// unless it is told otherwise.
static bool tags_by_event(const yaml::Node& steps) {
  return std::ranges::any_of(steps.resolved().items, [](const yaml::Node* item) {
    const yaml::Node& step = item->resolved();
    if (!step.is_mapping() || !contains(scalar(step.get("uses")), "docker/metadata-action")) return false;
    const yaml::Node* const with = step.get("with");
    const yaml::Node* const tags =
        with != nullptr && with->resolved().is_mapping() ? with->resolved().get("tags") : nullptr;
    return tags == nullptr || (contains(scalar(tags), "event=pr") && !contains(scalar(tags), "type=raw"));
  });
}

static void check(const project::File& file, Report& report) {
  if (file.kind != project::FileKind::ci || file.yaml == nullptr || !contains(file.path, ".github/"))
    return report.skip();
  const yaml::Node* const root = file.yaml->root();
  if (root == nullptr || !root->is_mapping()) return report.skip();
  const yaml::Node* const trigger = pull_request_trigger(*root);
  const yaml::Node* const jobs = root->get("jobs");
  if (trigger == nullptr || jobs == nullptr || !jobs->resolved().is_mapping()) return report.skip();
  bool any = false;
  for (const yaml::Entry& entry : jobs->resolved().entries) {
    const yaml::Node& job = entry.value->resolved();
    const yaml::Node* const steps = job.is_mapping() ? job.get("steps") : nullptr;
    // A condition of the job or step is read by nobody here, and may leave pull requests out.
    if (steps == nullptr || !steps->resolved().is_sequence() || job.get("if") != nullptr) continue;
    for (const yaml::Node* const item : steps->resolved().items) {
      const yaml::Node& step = item->resolved();
      if (!step.is_mapping() || step.get("if") != nullptr) continue;
      const yaml::Node* const with = step.get("with");
      const yaml::Node* const push =
          with != nullptr && with->resolved().is_mapping() ? with->resolved().get("push") : nullptr;
      if (const yaml::Node* const commands = pushing_commands(step); commands != nullptr) {
        any = true;
        report.at(commands->span, "Every pull request publishes an image here; do so for `github.event_name == 'push'`")
            .note(trigger->span, "Pull requests start the workflow");
      }
      if (!contains(scalar(step.get("uses")), "docker/build-push-action")) continue;
      any = true;
      if (scalar(push) != "true") continue;
      const std::string_view tags = scalar(with->resolved().get("tags"));
      // A tag of the request's own replaces nothing that is deployed.
      if (contains(tags, "head_ref") || contains(tags, "pull_request") || contains(tags, "event.number")) continue;
      if (contains(tags, ".outputs.tags") && tags_by_event(*steps)) continue;
      report.at(push->span, "Every pull request publishes this image; push for `github.event_name == 'push'` alone")
          .note(trigger->span, "Pull requests start the workflow");
    }
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4573",
    .summary = "Image published for every pull request",
    .why =
        "Code that nobody has looked at yet replaces the tag that is deployed, and requests from forks fail for want "
        "of the registry's password.",
    .remedy =
        "Build in pull requests, and push from the branch or tag: `push: ${{ github.event_name != 'pull_request' }}`.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::image_pushed_for_pull_request
