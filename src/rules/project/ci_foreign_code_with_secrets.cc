#include "base/ascii.h"
#include "rules/lib/ci_jobs.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::ci_foreign_code_with_secrets {

/// The trigger that runs with the secrets of the repository for pull requests of strangers; null without it.
static const yaml::Node* privileged_trigger(const yaml::Node& root) {
  const yaml::Node* const written = root.get("on");
  if (written == nullptr) return nullptr;
  const yaml::Node& on = written->resolved();
  if (on.is_scalar()) return on.text == "pull_request_target" ? &on : nullptr;
  for (const yaml::Node* const item : on.items)
    if (scalar_text(item) == "pull_request_target") return item;
  const yaml::Entry* const entry = on.is_mapping() ? on.entry("pull_request_target") : nullptr;
  return entry != nullptr ? entry->key : nullptr;
}

/// Whether a step leaves the folder of the stranger's checkout alone: it runs in another one, or in none and does not
/// name it in front of its commands.
static bool stays_outside(const CiStep& step, std::string_view folder) {
  if (folder.empty() || folder == "." || step.run.empty()) return false;
  while (folder.starts_with("./")) folder.remove_prefix(2);
  std::string_view inside = scalar_text(step.node->get("working-directory"));
  while (inside.starts_with("./")) inside.remove_prefix(2);
  if (!inside.empty()) {
    // Git looks at what is there and runs none of it.
    return !inside.starts_with(folder) || ascii::trim(step.run).starts_with("git ");
  }
  return !contains(step.run, folder);
}

static void check(const project::File& file, Report& report) {
  const std::vector<CiJob> jobs = github_jobs(file);
  const yaml::Node* const trigger = jobs.empty() ? nullptr : privileged_trigger(*file.yaml->root());
  if (trigger == nullptr) return report.skip();
  for (const CiJob& job : jobs) {
    // A condition may let requests of members alone through.
    if (job.node->get("if") != nullptr || job.node->get("environment") != nullptr) continue;
    const CiStep* checkout = nullptr;
    for (const CiStep& step : job.steps) {
      const std::string_view reference = step.text("ref");
      if (step.action == "actions/checkout" && (contains(reference, "head.sha") || contains(reference, "head.ref") ||
                                                contains(reference, "head_ref") || contains(reference, "/merge")))
        checkout = &step;
      const bool runs_it =
          !step.run.empty() || step.action == "docker/build-push-action" || step.action.starts_with("./");
      if (checkout == nullptr || !runs_it || step.node->get("if") != nullptr) continue;
      if (stays_outside(step, checkout->text("path"))) continue;
      report
          .at(checkout->input("ref")->span,
              "The job `{}` runs code of strangers with the secrets of the repository; use `pull_request`", job.name)
          .note(trigger->span, "Pull requests of forks start it with all rights")
          .note(step.place(), "This runs what was checked out");
      break;
    }
  }
}

extern const Rule rule = {
    .code = "SW7166",
    .summary = "CI job that runs a stranger's code with the repository's secrets",
    .why =
        "`pull_request_target` gives the run the secrets and a token that may write. Whoever opens a pull request has "
        "both read out by a build step of their own, and pushes an image in the project's name.",
    .remedy =
        "Build under `pull_request`, which has no secrets; keep `pull_request_target` for jobs that run no code of it.",
    .references = "https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::ci_foreign_code_with_secrets
