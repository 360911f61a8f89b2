#include <algorithm>

#include "project/container_files.h"
#include "project/image_files.h"
#include "project/model.h"
#include "project/paths.h"
#include "project/tools.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::cron_table_not_read {

/// Where a daemon for cron reads its tables.
struct Daemon {
  std::string_view program, packages, folders;
};
static constexpr Daemon daemons[] = {
    {"crond", "alpine busybox", "/etc/crontabs /var/spool/cron/crontabs /etc/periodic"},
    {"cron", "debian ubuntu",
     "/etc/cron.d /etc/crontab /var/spool/cron/crontabs /etc/cron.hourly /etc/cron.daily /etc/cron.weekly "
     "/etc/cron.monthly"},
};

/// A file that is a table by its place or name.
static bool is_table(std::string_view target) {
  return contains(target, "cron") && !target.ends_with(".sh") && !target.ends_with(".py") && !target.ends_with(".log");
}

static bool is_read(std::string_view target, std::string_view folders) {
  while (!folders.empty()) {
    const std::string_view one = before(folders, ' ');
    if (target == one || project::is_below(target, one)) return true;
    folders.remove_prefix(std::min(one.size() + 1, folders.size()));
  }
  return false;
}

/// A table that an image of Alpine copies to where BusyBox does not look; null when there is none, or the build or the
/// start deals with tables in another way.
static const dockerfile::Instruction* unread_copy(const project::Project& project, const project::Service& service,
                                                  const Daemon& daemon) {
  const dockerfile::Instruction* unread = nullptr;
  for (const dockerfile::Instruction* const instruction : service.stage->with_inherited) {
    const std::string_view text = project.sources.text(instruction->span);
    if (instruction->op == dockerfile::Op::run && (contains(text, "crontab") || contains(text, "cronie")))
      return nullptr;
    if (instruction->op != dockerfile::Op::copy || instruction->arguments.size() < 2) continue;
    const std::string target =
        project::copy_destination(*instruction, project::working_directory_at(*instruction)).path;
    if (is_read(target, daemon.folders)) return nullptr;
    if (project::is_below(target, "/etc/cron.d")) unread = instruction;
  }
  return unread;
}

/// The same for an image that is built.
static void check_image(const project::Service& service, Report& report) {
  const knowledge::ImageVariant* const base =
      service.stage != nullptr ? project::base_variant(*service.stage) : nullptr;
  const std::vector<std::string_view> words = project::start_words(service);
  if (base == nullptr || base->base != "alpine" || words.empty() || base_name(words.front()) != daemons[0].program ||
      std::ranges::find(words, std::string_view("-c")) != words.end())
    return report.skip();
  const dockerfile::Instruction* const copy = unread_copy(report.project(), service, daemons[0]);
  if (copy == nullptr) return;
  report
      .at(copy->arguments.back().span, "`{}` of `{}` reads no table at `{}`, so that no job is ever started",
          daemons[0].program, service.name, copy->arguments.back().text)
      .note(service.command.span.valid() ? service.command.span : service.span, "The daemon is started here");
}

static void check(const project::Service& service, Report& report) {
  if (service.builds) return check_image(service, report);
  if (service.command.words.empty()) return report.skip();
  std::string_view started;
  bool names_folder = false;
  for (const project::CommandInForce* const part : {&service.entrypoint, &service.command})
    for (const std::string_view word : part->words) {
      for (const Daemon& daemon : daemons)
        if (base_name(word) == daemon.program || contains(word, "exec " + std::string(daemon.program) + " "))
          started = daemon.program;
      // `crond -c FOLDER`, and a shell that puts the table elsewhere first.
      names_folder = names_folder || word == "-c" || contains(word, "crontab ") || contains(word, "cp ");
    }
  const std::string base(service.image != nullptr ? service.image->name : std::string_view());
  const std::string variant = base + " " + std::string(service.image_reference.tag);
  const Daemon* daemon = nullptr;
  for (const Daemon& row : daemons)
    if (row.program == started && (started == "cron" || contains(variant, "alpine") || contains(variant, "busybox")))
      daemon = &row;
  if (daemon == nullptr || (names_folder && started == "crond" && service.command.script == nullptr))
    return report.skip();
  const compose::Mount* unread = nullptr;
  bool any_read = false;
  for (const compose::Mount& mount : service.definition->mounts) {
    if (!is_table(mount.target)) continue;
    if (is_read(mount.target, daemon->folders))
      any_read = true;
    else
      unread = &mount;
  }
  if (unread == nullptr && !any_read) return report.skip();
  if (any_read || unread == nullptr || names_folder) return;
  report
      .at(unread->span(), "`{}` of `{}` reads no table at `{}`, so that no job is ever started", daemon->program,
          service.name, unread->target)
      .note(service.definition->command.span(), "The daemon is started here");
}

extern const Rule rule = {
    .code = "SW4836",
    .summary = "Cron table where the daemon does not look",
    .why = "The daemon runs, logs nothing, and no job is ever started.",
    .remedy = "Mount the table where this daemon reads it: BusyBox `/etc/crontabs/root`, Debian `/etc/cron.d`.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::cron_table_not_read
