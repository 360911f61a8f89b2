#include "rules/rule.h"

#include <vector>

#include "project/model.h"
#include "rules/lib/connect.h"

namespace seaworthy::rules::probe_satisfied_by_redirect {

static void check(const project::Service& service, Report& report) {
  const std::vector<ProbeAnswer> answers = nginx_probe_answers(report.project(), service);
  if (answers.empty()) return report.skip();
  for (const auto& [request, program, answer] : answers) {
    if (answer.kind != NginxAnswer::Kind::redirect || program != "curl" || request->follows) continue;
    report
        .at(request->span, "The redirect of `{}` is a success for curl; probe a path that nginx answers", request->path)
        .note(answer.by->span, "Here nginx answers {}", answer.status);
    return;
  }
}

extern const Rule rule = {
    .code = "SW4316",
    .summary = "Health check that a redirect satisfies",
    .why = "curl takes a redirect for success: the probe passes as long as nginx runs, whatever stands behind it.",
    .remedy = "Probe a path that is answered, not redirected, or let curl follow with `-L`.",
    .severity = Severity::high,
    .rung = Rung::healthy,
    .category = Category::monitoring,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::probe_satisfied_by_redirect
