#include <algorithm>
#include <set>
#include <string>

#include "base/ascii.h"
#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/lib/yaml_values.h"
#include "rules/rule.h"

namespace seaworthy::rules::deployed_without_tests {

/// A part of a name between `-`, `_` and the like.
static bool has_part(std::string_view name, std::string_view wanted) {
  const std::string text = ascii::lowered(name);
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find_first_of("-_ ./", begin), text.size());
    if (std::string_view(text).substr(begin, end - begin) == wanted) return true;
    begin = end + 1;
  }
  return false;
}

static bool is_test(std::string_view name) { return has_part(name, "test") || has_part(name, "tests"); }
static bool is_deploy(std::string_view name) {
  const std::string text = ascii::lowered(name);
  // What looks at a deployment, before or after it, deploys nothing.
  for (const std::string_view word : {"check", "checks", "lint", "validate", "verify", "plan", "dry", "status",
                                      "notify", "preview", "docs", "approval", "gate"})
    if (has_part(text, word)) return false;
  return text.starts_with("deploy") || text.ends_with("-deploy") || text.ends_with("_deploy");
}

static void needs_of(const yaml::Node& jobs, std::string_view name, std::set<std::string_view>& all) {
  const yaml::Node* const job = value_of(jobs, name);
  const yaml::Node* const needs = job != nullptr ? value_of(*job, "needs") : nullptr;
  if (needs == nullptr) return;
  const auto add = [&](const yaml::Node& item) {
    if (all.insert(item.text).second) needs_of(jobs, item.text, all);
  };
  if (needs->is_scalar()) add(*needs);
  for (const yaml::Node* const item : needs->items) add(item->resolved());
}

static void check(const project::File& file, Report& report) {
  if (file.kind != project::FileKind::ci || !contains(file.path, "workflows/") || file.yaml == nullptr ||
      file.yaml->root() == nullptr)
    return report.skip();
  const yaml::Node* const jobs = value_of(file.yaml->root()->resolved(), "jobs");
  if (jobs == nullptr || !jobs->is_mapping()) return report.skip();
  const yaml::Entry* test = nullptr;
  for (const yaml::Entry& job : jobs->entries)
    if (is_test(job.key->text)) test = &job;
  bool any = false;
  for (const yaml::Entry& job : jobs->entries) {
    if (test == nullptr || !is_deploy(job.key->text) || is_test(job.key->text)) continue;
    any = true;
    std::set<std::string_view> needs;
    needs_of(*jobs, job.key->text, needs);
    // A job that is asked for by hand, or follows another workflow, has its own reasons.
    if (std::ranges::any_of(needs, is_test)) continue;
    // Tests of what is deployed come afterwards.
    std::set<std::string_view> before_tests;
    needs_of(*jobs, test->key->text, before_tests);
    if (before_tests.contains(job.key->text)) continue;
    const yaml::Node* const condition = value_of(job.value->resolved(), "if");
    if (condition != nullptr && (contains(condition->text, "workflow_dispatch") ||
                                 contains(condition->text, "workflow_run") || contains(condition->text, "release")))
      continue;
    // Tests of pull requests alone never run in the event that deploys.
    const yaml::Node* const of_tests = value_of(test->value->resolved(), "if");
    if (of_tests != nullptr && contains(of_tests->text, "pull_request") && !contains(of_tests->text, "!=") &&
        !contains(of_tests->text, "||") && (condition == nullptr || !contains(condition->text, "pull_request")))
      continue;
    report.at(job.key->span, "`{}` does not wait for `{}`; list it below `needs`", job.key->text, test->key->text)
        .note(test->key->span, "The job that tests");
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW7135",
    .summary = "Job that deploys without waiting for the tests",
    .why = "Both start at once, and what the tests would refuse is in production before they are done.",
    .remedy = "List the job that tests below `needs` of the one that deploys.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::deployed_without_tests
