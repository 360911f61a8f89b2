#include "rules/rule.h"

#include <optional>

#include "project/model.h"
#include "rules/lib/cron_table.h"
#include "rules/lib/schedules.h"

namespace seaworthy::rules::schedule_due_all_the_time {

static void check(const project::Project& project, Report& report) {
  const bool any = for_each_schedule(project, [&](const Schedule& schedule) {
    const std::optional<DueTooOften> often = due_too_often(schedule.text);
    if (!often.has_value()) return;
    Builder finding = report.at(schedule.span, "`{}` comes due {}; for once write `{}`", schedule.text,
                                OurWords{often->when}, often->meant);
    if (schedule.saves) finding.rung(Rung::keep);
    const std::size_t at = report.text(schedule.span).find(schedule.text);
    if (at == std::string_view::npos) return;
    const auto begin = schedule.span.begin + static_cast<std::uint32_t>(at);
    finding.fix(Safety::review, "Let it come due once",
                {schedule.span.file, begin, begin + static_cast<std::uint32_t>(schedule.text.size())}, often->meant);
  });
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4747",
    .summary = "Schedule with an hour or a day and no minute",
    .why =
        "A star in front means every minute: `* 1 * * *` starts the job sixty times between one and two, each while "
        "the one before may still be at work.",
    .remedy = "Write the minute: `0 1 * * *` for one o'clock, `0 */2 * * *` for every other hour.",
    .references = "https://manpages.debian.org/bookworm/cron/crontab.5.en.html",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .fixes = Fixes::sometimes,
    .strength = "says the minute at which its planned jobs start",
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::schedule_due_all_the_time
