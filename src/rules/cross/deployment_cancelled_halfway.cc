#include <algorithm>

#include "project/model.h"
#include "rules/lib/ci_jobs.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::deployment_cancelled_halfway {

/// `cancel-in-progress: true` of a workflow or a job; null where nothing is cancelled, or only sometimes.
static const yaml::Node* cancels(const yaml::Node& node) {
  const yaml::Node* const concurrency = node.get("concurrency");
  if (concurrency == nullptr || !concurrency->resolved().is_mapping()) return nullptr;
  const yaml::Node* const value = concurrency->resolved().get("cancel-in-progress");
  return scalar_text(value) == "true" ? value : nullptr;
}

/// Text that changes what runs on a host: `docker compose up`, `docker stack deploy`, a migration.
static bool changes_host(std::string_view text) {
  return (contains(text, "compose") && contains(text, " up")) || contains(text, "docker stack deploy") ||
         contains(text, "docker service update") || contains(text, "docker run ");
}

/// The step of a job that deploys to a host: over SSH, or on a runner that is the host; null when none does.
static const CiStep* deploys(const CiJob& job) {
  for (const CiStep& step : job.steps) {
    if (step.action == "appleboy/ssh-action" && changes_host(step.text("script"))) return &step;
    if (changes_host(step.run) && (contains(step.run, "ssh ") || job.runs_on == "self-hosted")) return &step;
  }
  return nullptr;
}

static void check(const project::File& file, Report& report) {
  bool any = false;
  const std::vector<CiJob> jobs = github_jobs(file);
  if (jobs.empty()) return report.skip();
  const yaml::Node* const of_workflow = cancels(*file.yaml->root());
  for (const CiJob& job : jobs) {
    const CiStep* const step = deploys(job);
    if (step == nullptr) continue;
    any = true;
    const yaml::Node* const of_job = cancels(*job.node);
    const yaml::Node* const value = of_job != nullptr ? of_job : of_workflow;
    if (value == nullptr) continue;
    report.at(value->span, "The next push ends this deployment wherever it is; let jobs that deploy run to their end")
        .note(step->place(), "`{}` deploys here", job.name);
    // One for each workflow.
    return;
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4367",
    .summary = "Deployment that the next push cancels halfway",
    .why =
        "GitHub ends the job of the older push at once. On the host half of the containers are new, or a migration has "
        "run whose code has not come; nobody is told, for a cancelled job counts as no failure.",
    .remedy = "Set `cancel-in-progress: false` for what deploys, and keep `true` for tests in a workflow of their own.",
    .references =
        "https://docs.github.com/en/actions/how-tos/write-workflows/choose-when-workflows-run/"
        "control-workflow-concurrency",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .strength = "let deployments run to their end",
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::deployment_cancelled_halfway
