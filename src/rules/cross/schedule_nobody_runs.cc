#include <vector>

#include "project/code_signs.h"
#include "project/model.h"
#include "rules/lib/code_findings.h"
#include "rules/lib/started_words.h"
#include "rules/rule.h"

namespace seaworthy::rules::schedule_nobody_runs {

static void check(const project::Service& service, Report& report) {
  if (project::code_folder(report.project(), service) == nullptr) return report.skip();
  const std::vector<const code::Sign*> signs =
      signs_that_stay(report.project(), service, knowledge::CodeSign::Kind::schedule);
  if (signs.empty()) return report.skip();
  const code::Sign& first = *signs.front();
  if (is_started(report.project(), *service.stack, first.row->runner, true)) return;
  report
      .at(first.span, "Jobs are planned here, and no service of the stack runs {}, which would start them",
          OurWords{first.row->title})
      .severity(severity_there(service, Severity::medium))
      .note(service.span, "`{}` has this code", service.name);
}

extern const Rule rule = {
    .code = "SW4817",
    .summary = "Planned jobs that nobody starts",
    .why = "Reminders, clean-ups and reports are written and never run, and nothing fails that would say so.",
    .remedy = "Add one service that runs the scheduler of the framework, with one replica.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .strength = "have a scheduler for the jobs that their code plans",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::schedule_nobody_runs
