#include "rules/rule.h"

#include <optional>
#include <string>

#include "project/model.h"
#include "rules/lib/cron_table.h"
#include "rules/lib/schedules.h"

namespace seaworthy::rules::schedule_never_due {

static void check(const project::Project& project, Report& report) {
  const bool any = for_each_schedule(project, [&](const Schedule& schedule) {
    const std::optional<std::string> wrong = never_due(schedule.text);
    if (!wrong.has_value()) return;
    Builder finding = report.at(schedule.span, "`{}` never comes due: it {}", schedule.text, OurWords{*wrong});
    if (schedule.saves) finding.rung(Rung::keep);
  });
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4741",
    .summary = "Schedule that never comes due",
    .why =
        "The table or variable is refused, or waits for a date that no calendar has; the job never runs, in silence.",
    .remedy = "Write minute, hour, day, month and weekday within their bounds, and a day that the month has.",
    .references = "https://manpages.debian.org/bookworm/cron/crontab.5.en.html",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::schedule_never_due
