#include <algorithm>
#include <string>
#include <vector>

#include "knowledge/ci_actions.h"
#include "rules/lib/ci_jobs.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::ci_push_without_login {

constexpr std::string_view hub = "docker.io";

/// The registry that a reference is pushed to; "" when only a run can tell.
static std::string_view registry_of(std::string_view reference) {
  if (reference.starts_with("${{") || reference.empty()) return {};
  const std::string_view first = reference.substr(0, reference.find('/'));
  if (contains(first, "$")) return {};
  const bool is_host = first.size() < reference.size() && (contains(first, ".") || contains(first, ":"));
  if (first == "localhost" || first.starts_with("localhost:") || first.starts_with("127.")) return {};
  return is_host ? first : hub;
}

/// What a step logs in to: registries, or `anything` where that cannot be told.
struct Logins {
  bool anything = false;
  std::vector<std::string_view> registries;

  void add(const CiStep& step) {
    if (step.action == "docker/login-action") {
      const std::string_view registry = step.text("registry");
      if (contains(registry, "$") || step.input("registry-auth") != nullptr)
        anything = true;
      else
        registries.push_back(registry.empty() || registry == "index.docker.io" || registry == "registry-1.docker.io"
                                 ? hub
                                 : before(registry, '/'));
      return;
    }
    if (step.action.starts_with("./")) anything = true;
    for (const std::string_view word : {"login", "ecr", "gcloud", "auth", "acr", "registry", "credential"})
      anything = anything || contains(step.action, word);
    for (const std::string_view word : {" login", "configure-docker", "get-login", "config.json", "source ", ".sh"})
      anything = anything || contains(step.run, word);
  }
};

/// The first place that a step pushes to, as far as it is written out; `docker/metadata-action` names it for others.
static std::string_view target_of(const CiJob& job, const CiStep& step) {
  std::string_view tags = step.text("tags");
  if (const std::size_t command = step.run.find("docker push "); command != std::string_view::npos) {
    const std::string_view rest = step.run.substr(command);
    return registry_of(rest.substr(rest.rfind(' ', rest.find('\n')) + 1));
  }
  if (constexpr std::string_view of_step = "steps."; contains(tags, of_step) && contains(tags, ".outputs.tags")) {
    const std::string_view id = before(tags.substr(tags.find(of_step) + of_step.size()), '.');
    const CiStep* const named = job.step(id);
    tags = named != nullptr ? named->text("images") : std::string_view();
    if (tags.starts_with("name=")) tags.remove_prefix(tags.find('=') + 1);
  }
  return registry_of(tags.substr(0, tags.find_first_of(", \n")));
}

static void check(const project::File& file, Report& report) {
  bool asks = false;
  for (const CiJob& job : github_jobs(file)) {
    // Whoever runs machines of their own may have logged in there.
    if (job.runs_on.empty() || contains(job.runs_on, "self-hosted") || contains(job.runs_on, "$") ||
        job.node->get("container") != nullptr || contains(report.text(job.node->span), "DOCKER_CONFIG") ||
        contains(report.text(job.node->span), "DOCKER_AUTH"))
      continue;
    Logins logins;
    for (const CiStep& step : job.steps) {
      if (step.run.empty() || !step.pushes()) logins.add(step);
      if (!step.pushes()) continue;
      // A command may log in, sign on to a tunnel or ask a local registry within the same step.
      if (!step.run.empty() &&
          (contains(step.run, " login") || contains(step.run, "localhost") || contains(step.run, ".sh")))
        break;
      asks = true;
      const std::string_view target = target_of(job, step);
      if (logins.anything || !knowledge::registry_wants_login(target)) break;
      if (logins.registries.empty()) {
        Builder finding =
            report.at(step.push_place(), "The job `{}` pushes to `{}`, and no step before logs in", job.name, target);
        const auto later = std::ranges::find(job.steps, std::string_view("docker/login-action"), &CiStep::action);
        if (later != job.steps.end()) finding.note(later->uses, "This comes too late");
      } else if (std::ranges::find(logins.registries, target) == logins.registries.end()) {
        report.at(step.push_place(), "The job `{}` pushes to `{}`, but logs in to `{}`", job.name, target,
                  logins.registries.front());
      }
      break;
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW7161",
    .summary = "CI job that pushes without a login",
    .why = "The registry refuses the push with `denied` or `unauthorized`: the image is built, and nobody gets it.",
    .remedy = "Log in with `docker/login-action`, with the registry of the image, before the step that pushes.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .strength = "log in before they push",
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::ci_push_without_login
