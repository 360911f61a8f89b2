#include <algorithm>

#include "knowledge/ci_runners.h"
#include "project/model.h"
#include "rules/lib/ci_jobs.h"
#include "rules/lib/words.h"
#include "rules/lib/yaml_values.h"
#include "rules/rule.h"

namespace seaworthy::rules::ci_runner_retired {

static void check(const project::File& file, Report& report) {
  // GitHub runs the workflows at the root alone.
  if (!file.path.starts_with(".github/workflows/")) return report.skip();
  bool applies = false;
  for (const CiJob& job : github_jobs(file)) {
    if (job.runs_on.empty() || job.node == nullptr) continue;
    applies = true;
    const auto runner =
        std::ranges::find(knowledge::tables::retired_runners, job.runs_on, &knowledge::RetiredRunner::label);
    const yaml::Node* const label = value_of(*job.node, "runs-on");
    if (runner == knowledge::tables::retired_runners.end() || label == nullptr) continue;
    report.at(label->span, "GitHub has no `{}` since {}, so the job `{}` never starts; use `{}`", runner->label,
              runner->ended, job.name, runner->successor);
  }
  if (!applies) report.skip();
}

extern const Rule rule = {
    .code = "SW7178",
    .summary = "CI job that asks for a machine which is gone",
    .why = "The job waits for a machine until it is cancelled, so nothing is tested, built or deployed any more.",
    .remedy = "Name a label that GitHub has, such as `ubuntu-24.04`.",
    .references = "https://github.com/actions/runner-images",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .strength = "run on machines that exist",
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::ci_runner_retired
