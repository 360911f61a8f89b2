#include "rules/rule.h"

#include <algorithm>

#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::ci_token_unlimited {

static void check(const project::File& file, Report& report) {
  if (file.kind != project::FileKind::ci || !file.path.starts_with(".github/workflows/") || file.yaml == nullptr ||
      file.yaml->root() == nullptr)
    return report.skip();
  const yaml::Node& root = file.yaml->root()->resolved();
  if (!root.is_mapping()) return report.skip();
  const yaml::Node* const jobs = root.get("jobs");
  if (jobs == nullptr || !jobs->resolved().is_mapping() || jobs->resolved().entries.empty()) return report.skip();
  if (const yaml::Node* const given = root.get("permissions"); given != nullptr) {
    if (given->resolved().is_scalar() && given->resolved().text == "write-all")
      report
          .at(given->resolved().span,
              "`write-all` lets the token of these jobs change code, releases and packages; name what they need")
          .severity(Severity::medium)
          .confidence(Confidence::certain);
    return;
  }
  const bool all_limited = std::ranges::all_of(jobs->resolved().entries, [](const yaml::Entry& job) {
    return job.value != nullptr && job.value->resolved().is_mapping() &&
           job.value->resolved().get("permissions") != nullptr;
  });
  if (all_limited) return;
  for (const yaml::Entry& entry : root.entries)
    if (entry.key->text == "jobs") {
      report.at(
          entry.key->span,
          "No `permissions`: the token of these jobs may do what the repository's settings allow, which may be to "
          "write");
      return;
    }
}

extern const Rule rule = {
    .code = "SW7147",
    .summary = "Workflow that does not limit its token",
    .why =
        "Every action and script of the workflow gets the token. Where the repository's settings let it write, one "
        "action that was taken over changes code, releases and packages.",
    .remedy = "Set `permissions: contents: read` at the top of the workflow, and more for the job that needs it.",
    .references =
        "https://docs.github.com/en/actions/security-for-github-actions/security-guides/automatic-token-authentication",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .strength = "limit the token of their jobs",
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::ci_token_unlimited
