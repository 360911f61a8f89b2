#include "rules/rule.h"

#include "compose/model.h"
#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::env_file_missing {

static void check(const compose::Problem& problem, Report& report) {
  // Portainer writes what is entered for a stack to a file of this name (docs.portainer.io, "Stacks").
  if (report.text(problem.span) == "stack.env") return;
  // `compose.override.example.yml` is copied and changed before it is loaded.
  const project::File* const file = report.project().file(problem.span.file);
  const bool is_sample = file != nullptr && discover::role_of_path(base_name(file->path)) == discover::Role::example;
  if (problem.fatal && !is_sample) return report_problem(problem, report);
  report.at(problem.span, "{}", problem.message).severity(Severity::low).confidence(Confidence::possible);
}

extern const Rule rule = {
    .code = "SW2234",
    .summary = "Env file that does not exist",
    .why = "Compose refuses the stack.",
    .remedy = "Create the file from its template, correct the path, or set `required: false`.",
    .peers = "compose-go:env-file/missing compose-go:label-file/missing",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::load,
    .category = Category::orchestration,
    .check = each_compose_problem<check>("compose-env-file-missing"),
};

}  // namespace seaworthy::rules::env_file_missing
