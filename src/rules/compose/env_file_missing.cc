#include "rules/rule.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "compose/model.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/announced.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::env_file_missing {

/// Whether a template stands beside the file that is missing, of which it is made: `.env.redis.example`.
static bool has_template(const compose::Problem& problem, Report& report) {
  const project::File* const file = report.project().file(problem.span.file);
  std::string_view written = report.text(problem.span);
  while (!written.empty() && (written.front() == '"' || written.front() == '\'')) written.remove_prefix(1);
  while (!written.empty() && (written.back() == '"' || written.back() == '\'')) written.remove_suffix(1);
  const auto path = file != nullptr ? project::join_path(project::parent_path(file->path), written) : std::nullopt;
  if (!path.has_value() || written.empty()) return false;
  for (const std::string_view word : {".example", ".sample", ".template", ".dist", "-example", "-sample", ".default"})
    if (report.project().path_state(*path + std::string(word)) == project::PathState::file) return true;
  return false;
}

/// Services of one file that ask for the same file, which is one fault.
static std::vector<Span> other_askers(const compose::Problem& problem, Report& report) {
  std::vector<Span> result;
  for (const project::Stack& stack : report.project().stacks)
    for (const compose::Problem& other : stack.model->problems)
      if (other.kind == problem.kind && other.span.file == problem.span.file && !(other.span == problem.span) &&
          other.message == problem.message && std::ranges::find(result, other.span) == result.end())
        result.push_back(other.span);
  return result;
}

static void check(const compose::Problem& problem, Report& report) {
  const std::vector<Span> others = other_askers(problem, report);
  if (std::ranges::any_of(others, [&](Span other) { return other.begin < problem.span.begin; })) return;
  // Portainer writes what is entered for a stack to a file of this name (docs.portainer.io, "Stacks").
  if (report.text(problem.span) == "stack.env") {
    report
        .at(problem.span,
            "Compose refuses the stack without `stack.env`, which Portainer makes of what is entered there")
        .severity(Severity::info)
        .confidence(Confidence::possible);
    return;
  }
  // `compose.override.example.yml` is copied and changed before it is loaded.
  const project::File* const file = report.project().file(problem.span.file);
  const bool is_sample = file != nullptr && discover::role_of_path(base_name(file->path)) == discover::Role::example;
  if (problem.fatal && !is_sample && !has_template(problem, report)) {
    // What is called `.env` is made on the machine; without a template nobody says what belongs there.
    std::string_view written = report.text(problem.span);
    while (!written.empty() && (written.front() == '"' || written.front() == '\'')) written.remove_prefix(1);
    while (!written.empty() && (written.back() == '"' || written.back() == '\'')) written.remove_suffix(1);
    if (base_name(written) == ".env" && !is_beside_template(report.project(), problem.span)) {
      report.at(problem.span, "{}", problem.message).severity(Severity::medium).confidence(Confidence::possible);
      return;
    }
    return report_problem(problem, report);
  }
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
