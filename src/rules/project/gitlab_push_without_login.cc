#include "rules/rule.h"

#include <algorithm>
#include <string>

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
    const std::string_view text = report.text(job.span);
    const std::size_t push = text.find("docker push ");
    if (push == std::string_view::npos || contains(text, "localhost")) continue;
    any = true;
    if (logs_in(text)) continue;
    const std::size_t end = std::min(text.find('\n', push), text.size());
    const auto begin = static_cast<std::uint32_t>(job.span.begin + push);
    report.at({job.span.file, begin, static_cast<std::uint32_t>(job.span.begin + end)},
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
