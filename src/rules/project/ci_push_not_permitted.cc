#include "rules/lib/ci_jobs.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::ci_push_not_permitted {

/// Logs in to GitHub's own registry with the token of the run, whose rights the workflow names.
static bool logs_in_with_token(const CiStep& step) {
  const std::string_view password = step.text("password");
  return step.action == "docker/login-action" && step.text("registry") == "ghcr.io" &&
         (contains(password, "GITHUB_TOKEN") || contains(password, "github.token"));
}

static bool allows_packages(const yaml::Node& permissions) {
  if (permissions.is_scalar()) return permissions.text == "write-all";
  return permissions.is_mapping() && scalar_text(permissions.get("packages")) == "write";
}

static void check(const project::File& file, Report& report) {
  bool asks = false;
  for (const CiJob& job : github_jobs(file)) {
    const CiStep* login = nullptr;
    const CiStep* push = nullptr;
    for (const CiStep& step : job.steps) {
      if (logs_in_with_token(step)) login = &step;
      if (login != nullptr && push == nullptr && step.pushes()) push = &step;
    }
    if (push == nullptr) continue;
    const yaml::Entry* given = job.node->entry("permissions");
    if (given == nullptr) given = file.yaml->root()->entry("permissions");
    // Without them the settings of the repository decide.
    if (given == nullptr) continue;
    asks = true;
    if (allows_packages(given->value->resolved())) continue;
    report
        .at(given->key->span, "These rights let the job `{}` push nothing to `ghcr.io`; add `packages: write`",
            job.name)
        .note(push->push_place(), "It pushes here")
        .note(login->uses, "It logs in with the token of the run");
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW7162",
    .summary = "CI job that may not push what it pushes",
    .why =
        "Once `permissions` is given, the token has no other rights than those: the login succeeds and the push ends "
        "with "
        "`denied: installation not allowed to Write organization package`.",
    .remedy = "Add `packages: write` to the permissions of the job.",
    .references =
        "https://docs.github.com/actions/security-for-github-actions/security-guides/automatic-token-authentication",
    .severity = Severity::high,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::ci_push_not_permitted
