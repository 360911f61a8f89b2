#include "rules/lib/schedules.h"

#include <algorithm>

#include "base/ascii.h"
#include "rules/lib/backups.h"
#include "rules/lib/cron_table.h"
#include "rules/lib/planned_jobs.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {
namespace {

using Visit = std::function<void(const Schedule&)>;

/// `cron: "0 3 * * *"` of workflows.
bool visit_workflow(const yaml::Node& root, const Visit& visit) {
  const yaml::Node* const on = root.is_mapping() ? root.get("on") : nullptr;
  const yaml::Node* const list =
      on != nullptr && on->resolved().is_mapping() ? on->resolved().get("schedule") : nullptr;
  if (list == nullptr) return false;
  for (const yaml::Node* const item : list->resolved().items) {
    const yaml::Node* const time = item->resolved().is_mapping() ? item->resolved().get("cron") : nullptr;
    if (time != nullptr && time->resolved().is_scalar()) visit({time->resolved().span, time->resolved().text, false});
  }
  return true;
}

/// Whether a variable or label holds a schedule.
bool names_schedule(std::string_view name) {
  for (const std::string_view word : {"CRON", "cron", "SCHEDULE", "schedule"})
    if (contains(name, word)) return true;
  return false;
}

bool visit_service(const project::Service& service, const Visit& visit) {
  bool any = false;
  const bool saves = is_backup_name(service.name) || is_backup_name(service.definition->image.value) ||
                     (service.image != nullptr && service.image->kind == knowledge::ImageKind::backup);
  for (const compose::EnvironmentEntry& entry : service.definition->environment) {
    if (!entry.value.has_value() || !names_schedule(entry.name)) continue;
    any = true;
    visit({entry.value_span, *entry.value, saves || is_backup_name(entry.name)});
  }
  for (const compose::Member& label : service.definition->labels) {
    if (label.value == nullptr || !names_schedule(label.key)) continue;
    any = true;
    visit({label.value->span(), label.value->text, saves || is_backup_name(label.key)});
  }
  return any;
}

bool is_table(const project::File& file) {
  return std::ranges::find(file.embedded_places, "cron line") != file.embedded_places.end();
}

/// `echo '0 3 * * * /opt/backup.sh' | crontab -` and the like.
bool visit_scripts(const project::Project& project, const Visit& visit) {
  bool any = false;
  for (const PlannedJob& planned : planned_jobs(project)) {
    const project::File* const file = project.file(planned.span.file);
    if (file == nullptr || file->script == nullptr || file->ignored || is_table(*file)) continue;
    // A comment that shows how to plan it plans nothing.
    const std::string_view text = project.sources[planned.span.file].text();
    if (ascii::trim(text.substr(text.rfind('\n', planned.span.begin) + 1)).starts_with('#')) continue;
    const std::string_view line = project.sources.text(planned.span);
    const std::string_view job = job_of_line(line);
    if (job.empty()) continue;
    any = true;
    const std::string_view time = ascii::trim(line.substr(0, static_cast<std::size_t>(job.data() - line.data())));
    const auto begin = planned.span.begin + static_cast<std::uint32_t>(time.data() - line.data());
    visit({{planned.span.file, begin, begin + static_cast<std::uint32_t>(time.size())}, time, is_backup_name(job)});
  }
  return any;
}

}  // namespace

bool for_each_schedule(const project::Project& project, const Visit& visit) {
  bool any = false;
  for (const project::File& file : project.files) {
    if (!file.has_content || file.ignored) continue;
    if (is_table(file)) {
      any = true;
      for (const CronLine& line : cron_table(project.sources[file.source]))
        visit({line.time, project.sources.text(line.time), is_backup_name(line.behind_times)});
    }
    if (file.kind == project::FileKind::ci && file.yaml != nullptr && file.yaml->root() != nullptr)
      any = visit_workflow(file.yaml->root()->resolved(), visit) || any;
  }
  for (const project::Service& service : project.services)
    if (service.active) any = visit_service(service, visit) || any;
  return visit_scripts(project, visit) || any;
}

}  // namespace seaworthy::rules
