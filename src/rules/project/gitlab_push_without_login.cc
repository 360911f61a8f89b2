#include "rules/rule.h"

#include <algorithm>
#include <string>
#include <vector>

#include "project/model.h"
#include "rules/lib/ci_jobs.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::gitlab_push_without_login {

/// Whether a text logs in to a registry, or may do so out of sight.
static bool logs_in(std::string_view text) {
  for (const std::string_view word : {"login", "DOCKER_AUTH_CONFIG", "DOCKER_CONFIG", "config.json", "credential",
                                      ".sh", "source ", "configure-docker", "!reference", "skopeo", "crane", "kaniko"})
    if (contains(text, word)) return true;
  return false;
}

/// The lines of `before_script` and `script` of a job, with what stands behind aliases.
static void add_lines(const yaml::Node* node, std::vector<const yaml::Node*>& lines, int depth = 0) {
  constexpr int deepest = 4;
  if (node == nullptr || depth > deepest) return;
  const yaml::Node& at = node->resolved();
  if (at.is_scalar()) lines.push_back(&at);
  for (const yaml::Node* const item : at.items) add_lines(item, lines, depth + 1);
}

static void check(const project::File& file, Report& report) {
  if (base_name(file.path) != ".gitlab-ci.yml" || file.yaml == nullptr || file.yaml->root() == nullptr ||
      !file.yaml->root()->resolved().is_mapping())
    return report.skip();
  const yaml::Node& root = file.yaml->root()->resolved();
  // What other files bring is not known.
  if (root.get("include") != nullptr) return report.skip();
  std::string common;
  for (const std::string_view key : {"before_script", "default", "variables"})
    if (const yaml::Node* const node = root.get(key); node != nullptr) common += report.text(node->resolved().span);
  if (logs_in(common)) return report.skip();
  bool any = false;
  for (const yaml::Entry& entry : root.entries) {
    const yaml::Node& job = entry.value->resolved();
    if (!job.is_mapping() || job.get("script") == nullptr || job.get("extends") != nullptr ||
        job.entry("<<") != nullptr)
      continue;
    // A hidden job is a part of others, which may log in before.
    if (scalar_text(entry.key).starts_with('.')) continue;
    std::vector<const yaml::Node*> lines;
    add_lines(job.get("before_script"), lines);
    add_lines(job.get("script"), lines);
    const auto pushes = [&](const yaml::Node* line) { return contains(report.text(line->span), "docker push "); };
    const auto place = std::ranges::find_if(lines, pushes);
    const auto is_said = [&](std::string_view word) {
      return contains(report.text(job.span), word) ||
             std::ranges::any_of(lines, [&](const yaml::Node* line) { return contains(line->text, word); });
    };
    if (place == lines.end() || is_said("localhost")) continue;
    any = true;
    if (logs_in(report.text(job.span)) ||
        std::ranges::any_of(lines, [](const yaml::Node* line) { return logs_in(line->text); }))
      continue;
    const std::string_view text = report.text((*place)->span);
    const std::size_t push = text.find("docker push ");
    const std::size_t end = std::min(text.find('\n', push), text.size());
    report.at({(*place)->span.file, static_cast<std::uint32_t>((*place)->span.begin + push),
               static_cast<std::uint32_t>((*place)->span.begin + end)},
              "The job `{}` pushes without a login; `docker login -u $CI_REGISTRY_USER` comes first",
              scalar_text(entry.key));
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW7174",
    .summary = "Job of GitLab that pushes an image without a login",
    .why = "The registry of GitLab takes images from nobody without a login, so that the push is denied.",
    .remedy =
        "Write `echo \"$CI_REGISTRY_PASSWORD\" | docker login -u \"$CI_REGISTRY_USER\" --password-stdin "
        "\"$CI_REGISTRY\"` before it.",
    .references = "https://docs.gitlab.com/user/packages/container_registry/build_and_push_images/",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::gitlab_push_without_login
