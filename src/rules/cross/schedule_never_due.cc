#include "rules/rule.h"

#include <string>
#include <string_view>

#include "project/model.h"
#include "rules/lib/backups.h"
#include "rules/lib/cron_table.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::schedule_never_due {

static void judge(Span span, std::string_view schedule, bool saves, Report& report) {
  const std::optional<std::string> wrong = never_due(schedule);
  if (!wrong.has_value()) return;
  Builder finding = report.at(span, "`{}` never comes due: it {}", schedule, OurWords(*wrong));
  if (saves) finding.rung(Rung::keep);
}

/// `cron: "0 3 * * *"` of workflows.
static bool check_workflow(const yaml::Node& root, Report& report) {
  const yaml::Node* const on = root.is_mapping() ? root.get("on") : nullptr;
  const yaml::Node* const list =
      on != nullptr && on->resolved().is_mapping() ? on->resolved().get("schedule") : nullptr;
  if (list == nullptr) return false;
  for (const yaml::Node* const item : list->resolved().items) {
    const yaml::Node* const time = item->resolved().is_mapping() ? item->resolved().get("cron") : nullptr;
    if (time != nullptr && time->resolved().is_scalar())
      judge(time->resolved().span, time->resolved().text, false, report);
  }
  return true;
}

/// Whether a variable or label holds a schedule.
static bool names_schedule(std::string_view name) {
  for (const std::string_view word : {"CRON", "cron", "SCHEDULE", "schedule"})
    if (contains(name, word)) return true;
  return false;
}

static bool check_service(const project::Service& service, Report& report) {
  bool asks = false;
  const bool saves = is_backup_name(service.name) || is_backup_name(service.definition->image.value) ||
                     (service.image != nullptr && service.image->kind == knowledge::ImageKind::backup);
  for (const compose::EnvironmentEntry& entry : service.definition->environment) {
    if (!entry.value.has_value() || !names_schedule(entry.name)) continue;
    asks = true;
    judge(entry.value_span, *entry.value, saves || is_backup_name(entry.name), report);
  }
  for (const compose::Member& label : service.definition->labels) {
    if (label.value == nullptr || !names_schedule(label.key)) continue;
    asks = true;
    judge(label.value->span(), label.value->text, saves || is_backup_name(label.key), report);
  }
  return asks;
}

static void check(const project::Project& project, Report& report) {
  bool asks = false;
  for (const project::File& file : project.files) {
    if (!file.has_content || file.ignored) continue;
    for (std::size_t index = 0; index < file.embedded_places.size(); ++index) {
      if (file.embedded_places[index] != "cron line") continue;
      asks = true;
      for (const CronLine& line : cron_table(project.sources[file.source]))
        judge(line.time, report.text(line.time), is_backup_name(line.behind_times), report);
      break;
    }
    if (file.kind == project::FileKind::ci && file.yaml != nullptr && file.yaml->root() != nullptr)
      asks = check_workflow(file.yaml->root()->resolved(), report) || asks;
  }
  for (const project::Service& service : project.services)
    if (service.active) asks = check_service(service, report) || asks;
  if (!asks) report.skip();
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
