#include "rules/rule.h"

#include "rules/lib/docker_exec.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::docker_exec_as_root {

static void check(const CommandSubject& subject, Report& report) {
  const std::optional<DockerCommand> command = docker_command(subject.invocation);
  if (!command.has_value() || command->verb != "exec") return report.skip();
  const std::optional<DockerCommand::Given> user = command->option('u', "user");
  if (!user.has_value() || !is_one_of("root 0", before(user->value, ':'))) return;
  report.at(user->word->span, "`exec --user {}` runs as root in a container that was given another user", user->value);
}

extern const Rule rule = {
    .code = "SW3039",
    .summary = "`docker exec` as root",
    .why =
        "Files that the command writes belong to root and the program cannot change them; what is run so can do "
        "whatever root in the "
        "container may.",
    .remedy = "Leave the option out, so that the container's own user runs it, or name that user.",
    .peers = "docker-bench:5.24",
    .controls = "CIS Docker 1.6:5.24",
    .severity = Severity::low,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_command<check>(exec_programs),
};

}  // namespace seaworthy::rules::docker_exec_as_root
