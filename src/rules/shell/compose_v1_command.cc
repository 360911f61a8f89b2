#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/ci_jobs.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::compose_v1_command {

/// A file that looks which of the two is there, or installs it, knows.
static bool knows(std::string_view text) {
  for (const std::string_view sign :
       {"command -v docker-compose", "which docker-compose", "releases/download", "install docker-compose",
        "install -y docker-compose", "compose-action", "setup-compose", "bin/docker-compose", "docker compose version",
        "hash docker-compose", "type docker-compose", "docker-compose()"})
    if (contains(text, sign)) return true;
  return false;
}

static void check(const project::Project& project, Report& report) {
  const project::File* reported = nullptr;
  bool any = false;
  // The commands are in order of place, so that those of one file stand together.
  for (const project::ComposeCommand& command : project.compose_commands) {
    using project::FileKind;
    const FileKind kind = command.file->kind;
    if (command.node == nullptr || (kind != FileKind::script && kind != FileKind::entrypoint &&
                                    kind != FileKind::makefile && kind != FileKind::ci))
      continue;
    any = true;
    const shell::Invocation invocation = shell::invocation(*command.node);
    if (command.file == reported || invocation.program != "docker-compose") continue;
    reported = command.file;
    if (knows(project.sources[command.file->source].text())) continue;
    const bool fails = kind == FileKind::ci && runs_on_hosted_runner(command);
    Builder finding =
        fails ? report.at(invocation.program_word->span,
                          "The runner has no `docker-compose` since 2024, so this step fails; call `docker compose`")
              : report.at(invocation.program_word->span,
                          "`docker-compose` is version 1, which ended in 2023; call `docker compose`");
    finding.subject(command.file->path);
    if (fails) finding.severity(Severity::medium).confidence(Confidence::likely);
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW3104",
    .summary = "Command of Compose version 1",
    .why = "New hosts and CI runners have `docker compose` alone, so the script fails with `command not found`.",
    .remedy = "Write `docker compose`.",
    .references =
        "https://docs.docker.com/compose/releases/migrate/ https://github.com/actions/runner-images/issues/9692",
    .severity = Severity::low,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::compose_v1_command
