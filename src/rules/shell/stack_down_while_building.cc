#include <string_view>
#include <vector>

#include "project/model.h"
#include "rules/lib/script_order.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::stack_down_while_building {

/// What `docker compose VERB` or `docker-compose VERB` does: the words behind the program.
static bool is_compose(const shell::Invocation& command, std::string_view verb) {
  if (!is_one_of("docker docker-compose podman-compose", command.program)) return false;
  const std::vector<const shell::Word*> operands =
      command.operands({"-f", "--file", "-p", "--project-name", "--profile", "--env-file", "--project-directory"});
  const std::size_t at = command.program == "docker" ? 1 : 0;
  if (operands.size() <= at || (at == 1 && operands[0]->text != "compose")) return false;
  return operands[at]->text == verb;
}

/// Whether a later command builds: `build`, or `up --build`.
static bool builds(const shell::Invocation& command) {
  if (is_compose(command, "build")) return true;
  if (!is_compose(command, "up")) return false;
  for (const shell::Word& word : command.arguments)
    if (word.text == "--build") return true;
  return false;
}

/// Scripts by which programmers work, or that are meant to begin anew.
static bool is_for_trial(std::string_view path) {
  for (const std::string_view word : {"dev", "test", "local", "reset", "clean", "demo", "debug", "fresh"})
    if (contains(path, word)) return true;
  return false;
}

static void check(const CommandSubject& subject, Report& report) {
  if (subject.script == nullptr || subject.file == nullptr ||
      (subject.site != CommandSite::script && subject.site != CommandSite::ci) || is_for_trial(subject.file->path) ||
      !concerns_deployment(subject, report.project()) || !is_compose(subject.invocation, "down"))
    return report.skip();
  // What deletes the data as well is told of by another rule.
  if (subject.invocation.has_any_flag({"-v", "--volumes"})) return report.skip();
  bool starts = false;
  const shell::Node* build = nullptr;
  for (const shell::Invocation& later : commands_after(subject)) {
    if (build == nullptr && builds(later)) build = later.node;
    starts = starts || is_compose(later, "up");
  }
  if (build == nullptr || !starts) return;
  report
      .at(subject.invocation.span(),
          "Everything is down while the images are built; build first, then `up -d`, which "
          "changes what differs")
      .note(build->span, "They are built here");
}

static constexpr std::string_view programs[] = {"docker", "docker-compose", "podman-compose"};

extern const Rule rule = {
    .code = "SW3145",
    .summary = "Stack taken down before its images are built",
    .why =
        "Visitors meet nothing for the minutes of the build, and for as long as it takes to repair one that fails: the "
        "former release is gone by then.",
    .remedy = "Leave `down` out: `docker compose build && docker compose up -d` replaces what has changed.",
    .references = "https://docs.docker.com/reference/cli/docker/compose/up/",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::stack_down_while_building
