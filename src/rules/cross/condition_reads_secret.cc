#include <string_view>

#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/ci_jobs.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::condition_reads_secret {

/// Where a condition names `secrets.X` outside of quotes; npos when it does not.
static std::size_t secret_in(std::string_view condition) {
  constexpr std::string_view context = "secrets.";
  bool quoted = false;
  for (std::size_t at = 0; at < condition.size(); ++at) {
    if (condition[at] == '\'') quoted = !quoted;
    if (quoted || !condition.substr(at).starts_with(context)) continue;
    const char before = at == 0 ? ' ' : condition[at - 1];
    if (before != '.' && before != '_' && before != '-' && !is_digit(before) &&
        !(lower(before) >= 'a' && lower(before) <= 'z'))
      return at;
  }
  return std::string_view::npos;
}

static void check_condition(const yaml::Node& owner, Report& report, bool& asks) {
  const yaml::Node* const condition = owner.get("if");
  if (condition == nullptr || !condition->resolved().is_scalar()) return;
  asks = true;
  if (secret_in(condition->resolved().text) == std::string_view::npos) return;
  report.at(condition->resolved().span,
            "No condition may read `secrets`, so GitHub refuses the whole workflow; ask a variable of `env`");
}

static void check(const project::File& file, Report& report) {
  if (file.kind != project::FileKind::ci || !project::parent_path(file.path).ends_with(".github/workflows"))
    return report.skip();
  bool asks = false;
  for (const CiJob& job : github_jobs(file)) {
    check_condition(*job.node, report, asks);
    for (const CiStep& step : job.steps) check_condition(*step.node, report, asks);
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4961",
    .summary = "Condition of a workflow that reads a secret",
    .why =
        "GitHub knows no `secrets` where it reads `if`, and takes a workflow that names them there for invalid: none "
        "of its jobs ever runs.",
    .remedy = "Put the secret, or whether it is set, into `env` of the job, and ask `env.NAME != ''`.",
    .references = "https://docs.github.com/actions/reference/workflows-and-actions/contexts#context-availability",
    .severity = Severity::high,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::condition_reads_secret
