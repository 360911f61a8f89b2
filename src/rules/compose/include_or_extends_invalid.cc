#include "project/model.h"
#include "project/names.h"
#include "project/paths.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::include_or_extends_invalid {

static void check(const compose::Problem& problem, Report& report) {
  std::string_view written = report.text(problem.span);
  while (!written.empty() && (written.front() == '"' || written.front() == '\'')) written.remove_prefix(1);
  while (!written.empty() && (written.back() == '"' || written.back() == '\'')) written.remove_suffix(1);
  // What a script fetches or copies into place is there once it has run.
  const std::string_view name = base_name(written);
  const project::File* const own = report.project().file(problem.span.file);
  if (own != nullptr && name.size() > 4)
    for (const project::File* const script : project::files_of_kind(report.project(), project::FileKind::script))
      if (project::is_below(script->path, project::parent_path(own->path)) &&
          contains(report.project().sources[script->source].text(), name)) {
        report.at(problem.span, "{}", OurWords{problem.message})
            .severity(Severity::medium)
            .confidence(Confidence::possible)
            .note({script->source, 0, 0}, "This script speaks of it, and may have to run before");
        return;
      }
  report_problem(problem, report);
}

extern const Rule rule = {
    .code = "SW2217",
    .summary = "Include or extends that cannot be followed",
    .why = "What the missing file holds is not part of the stack, and Compose refuses to go on.",
    .remedy = "Correct the path or the name of the service.",
    .peers = "compose-go:include/not-a-list compose-go:extends/unreadable",
    .severity = Severity::high,
    .confidence = Confidence::certain,
    .rung = Rung::load,
    .category = Category::orchestration,
    .check = each_compose_problem<check>("compose-include-invalid"),
};

}  // namespace seaworthy::rules::include_or_extends_invalid
