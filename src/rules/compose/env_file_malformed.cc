#include "project/model.h"
#include "rules/rule.h"

namespace seaworthy::rules::env_file_malformed {

static void check(const compose::Problem& problem, Report& report) {
  // Ansible's vault keeps the file encrypted, and what deploys it writes the plain one
  // (docs.ansible.com, "Format of files encrypted with Ansible Vault").
  if (problem.span.valid() && report.project().sources[problem.span.file].text().starts_with("$ANSIBLE_VAULT;")) return;
  report_problem(problem, report);
}

extern const Rule rule = {
    .code = "SW2233",
    .summary = "Env file that cannot be read",
    .why = "Compose refuses the stack at the first line that it cannot read.",
    .remedy = "Write `NAME=value`, with quotes closed and no spaces in the name.",
    .peers = "compose-go:dotenv/syntax",
    .severity = Severity::high,
    .confidence = Confidence::certain,
    .rung = Rung::load,
    .category = Category::orchestration,
    .check = each_compose_problem<check>("dotenv-syntax"),
};

}  // namespace seaworthy::rules::env_file_malformed
