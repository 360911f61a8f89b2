#include <algorithm>
#include <string>

#include "project/container_variables.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/backups.h"
#include "rules/lib/start_commands.h"
#include "rules/lib/state.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::pid_file_kept {

/// The command that starts the server of Rails, which looks for its file first; null when none does.
static const StartCommand* rails_server(std::span<const StartCommand> commands) {
  const auto found = std::ranges::find_if(commands, [](const StartCommand& command) {
    const auto rails =
        std::ranges::find_if(command.words, [](std::string_view word) { return base_name(word) == "rails"; });
    return rails != command.words.end() && rails + 1 != command.words.end() && is_one_of("s server", *(rails + 1));
  });
  return found != commands.end() ? &*found : nullptr;
}

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  const std::vector<StartCommand> commands = start_commands(project, service);
  const StartCommand* const server = rails_server(commands);
  if (server == nullptr) return report.skip();
  // `-P /tmp/rails.pid`
  if (std::ranges::any_of(server->words, [](std::string_view word) {
        return word == "-P" || word.starts_with("--pid") || word.starts_with("-P");
      }))
    return;
  const auto given = project::container_variable(service, "PIDFILE");
  const std::string_view file = given.has_value() ? std::string_view(given->value) : "tmp/pids/server.pid";
  const std::string path = project::container_path(service.working_dir.value, file);
  if (path.starts_with("/dev/") || service.working_dir.value.empty()) return;
  const StatePlace place = state_place(service, path);
  if (place.mount == nullptr || place.keeper == Keeper::memory) return;
  // Whoever starts it may take the file away first; where the text leaves that open it does.
  std::string text = command_text(project, service);
  if (service.startup != nullptr && service.startup->span.valid()) text += project.sources.text(service.startup->span);
  if (contains(text, "rm ") && (contains(text, base_name(file)) || contains(text, "pids/*") ||
                                contains(text, "*.pid") || contains(text, "$PIDFILE") || contains(text, "${PIDFILE")))
    return;
  Builder finding = report.at(server->span,
                              "`{}` finds the `{}` of a run that was killed in this mount and refuses to start; delete "
                              "it first",
                              service.name, file);
  if (service.stack->role == project::Role::development) finding.severity(Severity::low);
  finding.note(place.mount->span(), "What lies here outlives the container");
}

extern const Rule rule = {
    .code = "SW4294",
    .summary = "Process file of Rails that outlives the container",
    .why =
        "A server that is killed leaves its `server.pid` behind. The next one finds it, sees that a process of that "
        "number runs, which in a container is mostly itself, and ends with `A server is already running`.",
    .remedy = "Begin the start with `rm -f tmp/pids/server.pid`, or set `PIDFILE` to a path outside of mounts.",
    .references = "https://docs.docker.com/guides/ruby/",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::pid_file_kept
