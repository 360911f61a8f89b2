#include <algorithm>
#include <string>
#include <vector>

#include "project/paths.h"
#include "rules/lib/ci_jobs.h"
#include "rules/lib/words.h"
#include "rules/rule.h"
#include "shell/command.h"

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

/// Whether all that a step runs is Git, which looks at what is there and runs none of it, and what tells of that.
static bool runs_git_alone(const project::File& file, const CiStep& step) {
  const std::vector<const shell::Script*> scripts = scripts_of(file, step);
  const auto is_git = [](const shell::Node* node) {
    const shell::Invocation command = shell::invocation(*node);
    if (node->words.empty()) return true;
    if (command.program != "git") return is_one_of("cd echo exit export printf set test true [", command.program);
    return std::ranges::none_of(command.arguments, [](const shell::Word& word) {
      return is_one_of("bisect foreach -x", word.text) || word.text.starts_with("--exec");
    });
  };
  return !scripts.empty() && std::ranges::all_of(scripts, [&](const shell::Script* script) {
    return std::ranges::all_of(script->commands, is_git);
  });
}

/// Whether a step leaves the code of the stranger's checkout alone: it runs in another folder, or in none and does not
/// name that one, or lets Git work there.
static bool stays_outside(const project::File& file, const CiStep& step, std::string_view written) {
  const std::string folder = project::join_path("", written).value_or("");
  if (folder.empty() || step.run.empty()) return false;
  const std::string inside = project::join_path("", scalar_text(step.node->get("working-directory"))).value_or("");
  if (!inside.empty() ? !project::is_below(inside, folder) : !names_path(step.run, folder)) return true;
  return runs_git_alone(file, step);
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
      if (stays_outside(file, step, checkout->text("path"))) continue;
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
