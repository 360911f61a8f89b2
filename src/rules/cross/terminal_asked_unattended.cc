#include "rules/rule.h"

#include <algorithm>

#include "project/model.h"
#include "rules/lib/backups.h"
#include "rules/lib/planned_jobs.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::terminal_asked_unattended {

/// What starts the command while nobody looks on; "" when somebody may.
static std::string_view started_by(const CommandSubject& subject, const project::Project& project) {
  if (subject.site == CommandSite::ci) return "CI";
  for (std::size_t index = 0; index < subject.file->embedded.size(); ++index)
    if (subject.file->embedded[index] == subject.script && index < subject.file->embedded_places.size() &&
        subject.file->embedded_places[index] == "cron line")
      return "Cron";
  if (subject.site != CommandSite::script) return {};
  return planned_job(project, *subject.file) != nullptr ? "Cron" : std::string_view();
}

static void check(const CommandSubject& subject, Report& report) {
  if (subject.file == nullptr) return report.skip();
  const auto arguments = subject.invocation.arguments;
  // `docker exec`, `docker container exec`, `docker compose -f a.yml exec`, `docker-compose exec`.
  const auto verb = std::ranges::find_if(
      arguments, [](const shell::Word& word) { return word.text == "exec" || word.text == "run"; });
  if (verb == arguments.end()) return report.skip();
  const shell::Word* terminal = nullptr;
  bool reads_input = false;
  for (const shell::Word& word : arguments.subspan(static_cast<std::size_t>(verb - arguments.begin()) + 1)) {
    // Options end with the name of the container or image.
    if (!word.text.starts_with('-')) break;
    if (word.text == "--tty" || word.text == "-t" || word.text == "-it" || word.text == "-ti") terminal = &word;
    reads_input =
        reads_input || word.text == "--interactive" || word.text == "-i" || word.text == "-it" || word.text == "-ti";
  }
  // The engine asks whether its input is a terminal only where it shall read it; Compose reads it unless told
  // otherwise.
  const bool is_compose = subject.invocation.program == "docker-compose" || arguments.front().text == "compose";
  if (terminal == nullptr || (!reads_input && !is_compose)) return report.skip();
  const std::string_view by = started_by(subject, report.project());
  if (by.empty()) return report.skip();
  Builder finding = report.at(terminal->span, "{} has no terminal, so `{} {} {}` fails there; leave `-t` out", by,
                              subject.invocation.program, verb->text, terminal->text);
  if (saves_state(*subject.file) || is_backup_name(base_name(subject.file->path))) finding.rung(Rung::keep);
}

static constexpr std::string_view programs[] = {"docker", "docker-compose", "podman"};

extern const Rule rule = {
    .code = "SW4620",
    .summary = "Terminal asked for where there is none",
    .why = "The engine refuses with `the input device is not a TTY`, and the job ends without having done its work.",
    .remedy = "Leave `-t` out; `-i` is needed only to hand in data.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::terminal_asked_unattended
