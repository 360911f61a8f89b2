#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "project/model.h"
#include "rules/lib/ci_jobs.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/telling.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::tests_cannot_fail {

/// `npm test || true`: the whole list; null for a command whose failure counts.
static const shell::Node* excused(const shell::Node& node) {
  if (node.kind != shell::NodeKind::and_or || node.children.size() != 2 || node.children[1]->joined_by != "||" ||
      !runs_tests(*node.children[0]))
    return nullptr;
  const shell::Node& otherwise = *node.children[1];
  const bool nothing = otherwise.kind == shell::NodeKind::simple &&
                       (is_one_of("true :", shell::invocation(otherwise).program) || tells(otherwise));
  return nothing ? &node : nullptr;
}

/// Whether tests that were run before without an excuse are run once more, to measure what they reach.
static bool measures_again(const project::File& file, const shell::Node& list, Report& report) {
  if (!contains(report.text(list.span), "cov")) return false;
  const std::string_view program = shell::invocation(*list.children[0]).program;
  return std::ranges::any_of(file.embedded, [&](const shell::Script* script) {
    return script != nullptr && std::ranges::any_of(script->commands, [&](const shell::Node* node) {
             return node->span.begin < list.span.begin && shell::invocation(*node).program == program &&
                    runs_tests(*node) && caught_by(*node) == nullptr;
           });
  });
}

/// Tells of a job whose tests count for nothing. Where nothing is deployed a green run is all that they spoil.
static void tell(Report& report, Span span, const project::File& file, std::string_view job) {
  const bool deployed = workflow_deploys(report.project().sources[file.source].text());
  Builder finding = report.at(span, "Failing tests of the job `{}` change nothing, and {}", job,
                              deployed ? "what they refuse is deployed" : "the run stays green");
  if (!deployed) finding.severity(Severity::low);
}

static bool is_true(const yaml::Node* node) { return scalar_text(node) == "true"; }

/// `continue-on-error` of a step of GitHub, or of its job, that runs tests.
static bool check_github(const project::File& file, Report& report) {
  bool any = false;
  for (const CiJob& job : github_jobs(file))
    for (const CiStep& step : job.steps) {
      for (const shell::Script* const script : scripts_of(file, step)) {
        if (!std::ranges::any_of(script->commands, [](const shell::Node* node) { return runs_tests(*node); })) continue;
        any = true;
        for (const yaml::Node* const holder : {step.node, job.node})
          if (const yaml::Node* const excuse = holder->get("continue-on-error"); is_true(excuse)) {
            tell(report, excuse->span, file, job.name);
            break;
          }
      }
    }
  return any;
}

/// `allow_failure: true` of a job of GitLab that runs tests.
static bool check_gitlab(const project::File& file, Report& report) {
  if (base_name(file.path) != ".gitlab-ci.yml" || file.yaml == nullptr || file.yaml->root() == nullptr ||
      !file.yaml->root()->resolved().is_mapping())
    return false;
  bool any = false;
  for (const yaml::Entry& entry : file.yaml->root()->resolved().entries) {
    const yaml::Node& job = entry.value->resolved();
    if (!job.is_mapping() || job.get("script") == nullptr) continue;
    const Span span = job.span;
    const bool tests = std::ranges::any_of(file.embedded, [&](const shell::Script* script) {
      return script != nullptr && script->root != nullptr && script->span.begin >= span.begin &&
             script->span.end <= span.end &&
             std::ranges::any_of(script->commands, [](const shell::Node* node) { return runs_tests(*node); });
    });
    if (!tests) continue;
    any = true;
    if (const yaml::Node* const excuse = job.get("allow_failure"); is_true(excuse))
      tell(report, excuse->span, file, scalar_text(entry.key));
  }
  return any;
}

static void check(const project::File& file, Report& report) {
  if (file.kind != project::FileKind::ci || !file.has_content) return report.skip();
  bool any = check_github(file, report);
  any = check_gitlab(file, report) || any;
  for (const shell::Script* const script : file.embedded) {
    if (script == nullptr || script->root == nullptr || !workflow_deploys(report.project().sources[file.source].text()))
      continue;
    for_each_node(*script->root, [&](const shell::Node& node) {
      any = any || runs_tests(node);
      if (const shell::Node* const found = excused(node); found != nullptr && !measures_again(file, *found, report))
        report.at(found->span, "Failing tests change nothing, and what they refuse is deployed; leave out the `||`");
    });
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW7173",
    .summary = "Tests that stop no deployment",
    .why = "The tests run, fail and are passed over: the pipeline is green, and the fault is in production.",
    .remedy = "Let the job fail. Take a test out that is known to fail, or repair it.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::tests_cannot_fail
