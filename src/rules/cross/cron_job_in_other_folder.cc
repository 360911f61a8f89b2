#include <algorithm>
#include <string_view>

#include "project/model.h"
#include "rules/lib/backups.h"
#include "rules/lib/planned_jobs.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::cron_job_in_other_folder {

/// Whether a script finds its own folder, or is told where the project lies.
static bool knows_its_folder(std::string_view text) {
  for (const std::string_view word : {"BASH_SOURCE", "dirname", "$0", "${0", "realpath", "readlink", "--show-toplevel",
                                      "COMPOSE_FILE", "PROJECT_DIR", "PWD", "pwd"})
    if (contains(text, word)) return true;
  return false;
}

/// What a command takes from the folder that the shell is in: the Compose file, or an env file by its name alone; ""
/// for nothing.
static std::string_view taken_from_here(const shell::Invocation& command) {
  if (is_one_of(". source", command.program) && !command.arguments.empty() &&
      is_one_of(".env ./.env", command.arguments.front().text))
    return "env file";
  const bool composes =
      command.program == "docker-compose" || (command.program == "docker" && command.verb() == "compose");
  if (!composes) return {};
  for (const shell::Word& word : command.arguments)
    if (word.text.starts_with("-f") || word.text.starts_with("--file") || word.text.starts_with("--project") ||
        word.text == "-p" || word.text == "version" || !word.literal)
      return {};
  return "Compose file";
}

static const shell::Node* first_taken(const shell::Script& script) {
  for (const shell::Node* const node : script.commands) {
    const shell::Invocation command = shell::invocation(*node);
    if (is_one_of("cd pushd", command.program)) return nullptr;
    if (!taken_from_here(command).empty()) return node;
  }
  return nullptr;
}

static void check(const project::File& file, Report& report) {
  if (file.script == nullptr || file.script->root == nullptr || file.kind != project::FileKind::script)
    return report.skip();
  const PlannedJob* const job = planned_job(report.project(), file);
  if (job == nullptr) return report.skip();
  if (job->changes_folder || knows_its_folder(report.text(file.script->root->span))) return;
  const shell::Node* const node = first_taken(*file.script);
  if (node == nullptr) return;
  const shell::Invocation command = shell::invocation(*node);
  Builder finding = report.at(
      command.span(), "Cron starts this in the home of its account, which has no {}; enter the project's folder first",
      taken_from_here(command));
  finding.note(job->span, "The job enters no folder either");
  if (is_backup_name(file.path)) finding.rung(Rung::keep);
}

extern const Rule rule = {
    .code = "SW4990",
    .summary = "Script of a cron job that counts on the folder it is started in",
    .why =
        "Cron starts every job in the home folder of its account. What works by hand, in the project's folder, finds "
        "neither `compose.yaml` nor `.env` there and does nothing, or works on something else.",
    .remedy = "Begin the script with `cd \"$(dirname \"$0\")/..\"`, or the job with `cd /srv/project &&`.",
    .references = "https://manpages.debian.org/bookworm/cron/crontab.5.en.html",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .strength = "schedule scripts that find their files",
    .check = each_script<check>(),
};

}  // namespace seaworthy::rules::cron_job_in_other_folder
