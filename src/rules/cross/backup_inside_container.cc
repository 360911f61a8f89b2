#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "project/container_files.h"
#include "project/model.h"
#include "rules/lib/backups.h"
#include "rules/lib/scheduled_programs.h"
#include "rules/lib/state.h"
#include "rules/lib/words.h"
#include "shell/command.h"

namespace seaworthy::rules::backup_inside_container {

/// Whether a path of the container outlives it, or is only a step on the way to another place.
static bool is_lost(const project::Service& service, std::string_view path) {
  if (!path.starts_with('/') || path.starts_with("/dev/") || path.starts_with("/proc/")) return false;
  const Keeper keeper = state_place(service, path).keeper;
  return keeper == Keeper::anonymous || keeper == Keeper::memory;
}

/// The part of a path that is written out: of `/backup/db-$(date).sql`, `/backup/db-`.
static std::string_view fixed_part(std::string_view path) { return path.substr(0, path.find_first_of("$`*")); }

/// Whether the text goes on to take the files somewhere else.
static bool is_carried_away(std::string_view text) {
  for (const std::string_view sign : {"aws s3", "s3cmd", "rclone", "restic", "borg", "rsync", "scp ", "curl ", "mc cp",
                                      "mc mirror", "gsutil", "az storage", "kopia", "mv ", "cp "})
    if (contains(text, sign)) return true;
  return false;
}

/// BACKUP_DIR and the like.
static bool names_folder(std::string_view variable) {
  // What is saved, not where to.
  for (const std::string_view word : {"DATA", "SOURCE", "SRC"})
    if (contains(variable, word)) return false;
  return (contains(variable, "BACKUP") || contains(variable, "DUMP")) &&
         (variable.ends_with("DIR") || variable.ends_with("PATH") || variable.ends_with("FOLDER") ||
          variable.ends_with("DIRECTORY") || variable.ends_with("DEST") || variable.ends_with("TARGET"));
}

/// What a client that dumps writes to: a redirection, or its option for a file.
static void check_command(const project::Service& service, const shell::Node& node, Report& report) {
  const shell::Invocation command = shell::invocation(node);
  if (!saves_server(command.program)) return;
  const auto tell = [&](std::string_view path, Span span) {
    const std::string_view fixed = fixed_part(path);
    if (fixed.size() < 2 || !is_lost(service, fixed)) return;
    report.at(span, "`{}` writes its dump to `{}`, which is on no mount and goes with the container", service.name,
              fixed);
  };
  for (const std::string_view option : {"-f", "--file", "--result-file", "-o", "--out", "--archive", "-D", "--pgdata"})
    if (const std::optional<std::string_view> path = command.option(option); path.has_value()) tell(*path, node.span);
  for (const shell::Node* at = &node; at != nullptr; at = at->parent)
    for (const shell::Redirection& redirection : at->redirections)
      if (redirection.operation.starts_with('>')) tell(redirection.target.text, redirection.span);
}

static void check(const project::Service& service, Report& report) {
  if (!service.stack->partial.empty() || is_short_lived(*service.stack)) return report.skip();
  if (!is_backup_service(report.project(), service)) return report.skip();
  // What a job does whose script is not there, nobody can say.
  if (!missing_scheduled_programs(report.project(), service).empty()) return report.skip();
  const std::string text = command_text(report.project(), service);
  if (is_carried_away(text)) return report.skip();
  for (const compose::EnvironmentEntry& entry : service.definition->environment) {
    if (!names_folder(entry.name) || !entry.value.has_value() || contains(*entry.value, "$")) continue;
    if (!is_lost(service, *entry.value)) continue;
    report
        .at(entry.value_span.valid() ? entry.value_span : entry.span,
            "`{}` keeps its backups in `{}`, which is on no mount and goes with the container", service.name,
            *entry.value)
        .note(service.span, "These are all mounts of `{}`", service.name);
    return;
  }
  for (const project::CommandInForce* const given : {&service.entrypoint, &service.command})
    if (given->from == project::Provenance::compose && given->script != nullptr)
      for (const shell::Node* const node : given->script->commands) check_command(service, *node, report);
}

extern const Rule rule = {
    .code = "SW4659",
    .summary = "Backup inside the container that makes it",
    .why = "The next `docker compose up` with a new image makes a new container, and every backup is gone.",
    .remedy = "Mount a volume or a folder of the host at the place that the backups are written to.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::automation,
    .strength = "write their backups to a mount",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::backup_inside_container
