#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "project/paths.h"
#include "rules/lib/backups.h"
#include "rules/lib/once.h"
#include "rules/lib/scheduled_programs.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/state.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::backup_never_scheduled {

/// A line of a cron table or a timer.
static bool is_schedule(std::string_view line) {
  for (const std::string_view sign : {"* *", "@daily", "@hourly", "@weekly", "@midnight", "OnCalendar", "cron"})
    if (contains(line, sign)) return true;
  return false;
}

/// How surely a backup comes due.
enum class Schedule : unsigned char { none, told, proven };

/// Whether a timer starts the unit, or the unit runs all the time by itself.
static bool has_timer(const project::Project& project, const project::File& unit) {
  const std::string_view name = base_name(unit.path);
  const std::string timer = std::string(name.substr(0, name.rfind('.'))) + ".timer";
  return !contains(project.sources[unit.source].text(), "oneshot") ||
         std::ranges::any_of(project.files, [&](const project::File& file) {
           return base_name(file.path) == timer || (file.path.ends_with(".timer") && file.has_content &&
                                                    contains(project.sources[file.source].text(), name));
         });
}

/// Whether a script or document speaks of a timer for backups, whatever the unit that it starts is called.
static bool speaks_of_timer(const project::Project& project) {
  return std::ranges::any_of(project.files, [&](const project::File& file) {
    if (!file.has_content || file.kind == project::FileKind::compose || !is_guide(file)) return false;
    const std::string_view text = project.sources[file.source].text();
    for (std::size_t at = text.find(".timer"); at != std::string_view::npos; at = text.find(".timer", at + 1)) {
      const std::size_t begin = at == 0 ? 0 : text.rfind('\n', at) + 1;
      if (contains(text.substr(begin, text.find('\n', at) - begin), "backup")) return true;
    }
    return false;
  });
}

/// Whether a schedule of the repository speaks of the script or service, or a document that tells people to make one.
static Schedule schedule_of(const project::Project& project, std::string_view name, bool service) {
  Schedule best = Schedule::none;
  for (const project::File& file : project.files) {
    if (!file.has_content || file.kind == project::FileKind::compose || !is_guide(file)) continue;
    const std::string_view text = project.sources[file.source].text();
    const bool whole = (file.kind == project::FileKind::ci && contains(text, "schedule:")) ||
                       file.path.ends_with(".timer") || (file.path.ends_with(".service") && has_timer(project, file));
    for (std::size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
      const std::size_t begin = at == 0 ? 0 : text.rfind('\n', at) + 1;
      const std::string_view line = text.substr(begin, text.find('\n', at) - begin);
      if (service && !contains(line, "compose") && !contains(line, "docker")) continue;
      if (!whole && !is_schedule(line)) continue;
      if (file.kind != project::FileKind::readme && file.kind != project::FileKind::documentation)
        return Schedule::proven;
      best = Schedule::told;
    }
  }
  return best;
}

/// The scripts that only scripts on a schedule, or nobody, start by hand.
static bool installs_itself(const project::Project& project, const project::File& script) {
  const std::string_view text = project.sources[script.source].text();
  return contains(text, "crontab") || contains(text, "/etc/cron") || contains(text, "crond") || loops_for_ever(text);
}

/// Whether a document says in the line of the script's folder that it is a job of cron, as platforms have them.
static bool is_job_of_platform(const project::Project& project, const project::File& script) {
  const std::string_view folder = base_name(project::parent_path(script.path));
  if (!is_backup_name(folder)) return false;
  return std::ranges::any_of(project.files, [&](const project::File& file) {
    if (!file.has_content || !is_guide(file)) return false;
    const std::string_view text = project.sources[file.source].text();
    for (std::size_t at = text.find(folder); at != std::string_view::npos; at = text.find(folder, at + 1)) {
      const std::size_t begin = at == 0 ? 0 : text.rfind('\n', at) + 1;
      if (contains(ascii::lowered(text.substr(begin, text.find('\n', at) - begin)), "cron")) return true;
    }
    return false;
  });
}

static void check(const project::Project& project, Report& report) {
  const project::Service* idle = nullptr;
  for (const project::Stack& stack : project.stacks) {
    if (is_short_lived(stack)) continue;
    for (const project::Service* const service : once<backup_services>(report, stack)) {
      if (runs_on_schedule(project, *service)) {
        // A job whose script is not there saves nothing.
        if (!missing_scheduled_programs(project, *service).empty()) report.skip();
        return;
      }
      if (stack.role == project::Role::development) continue;
      const Schedule schedule = schedule_of(project, service->name, true);
      // A line of cron that starts the service runs the script inside of it.
      if (schedule == Schedule::proven) return;
      if (idle == nullptr && schedule == Schedule::none) idle = service;
    }
  }
  const std::vector<const project::File*>& scripts = once<backup_scripts>(report);
  const project::File* script = nullptr;
  for (const project::File* const candidate : scripts) {
    const Schedule schedule = schedule_of(project, base_name(candidate->path), false);
    if (installs_itself(project, *candidate) || schedule == Schedule::proven) return;
    // That a document tells people to plan it keeps us from saying that nobody does, and proves nothing.
    if (schedule == Schedule::told) return report.skip();
    if (script == nullptr) script = candidate;
  }
  if (idle == nullptr && script == nullptr) return report.skip();
  if (speaks_of_timer(project) || (script != nullptr && is_job_of_platform(project, *script))) return report.skip();
  if (idle != nullptr) {
    report
        .at(idle->span, "`{}` saves the state only when somebody starts it; nothing runs it on a schedule", idle->name)
        .reaches(*idle->stack);
    return;
  }
  Builder finding = report.at({script->source, 0, 0},
                              "`{}` saves the state only when somebody calls it; no cron table, timer, CI "
                              "schedule or service runs it",
                              script->path);
  // A tool for whatever container somebody names is no backup of this stack.
  const std::string_view text = project.sources[script->source].text();
  if (contains(text, "<container") || contains(text, "CONTAINER=\"$1\"") || contains(text, "CONTAINER=$1"))
    finding.severity(Severity::low);
}

extern const Rule rule = {
    .code = "SW4405",
    .summary = "Backup that nothing runs",
    .why = "On the day of the loss the newest copy is from the day on which somebody last thought of it.",
    .remedy = "Run it from cron, a timer, a scheduled CI job or a service with a loop, and alert when it did not run.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::automation,
    .strength = "runs its backup on a schedule",
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::backup_never_scheduled
