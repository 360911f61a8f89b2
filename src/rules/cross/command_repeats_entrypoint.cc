#include "knowledge/program_kinds.h"
#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"
#include "shell/parse.h"

namespace seaworthy::rules::command_repeats_entrypoint {

/// A shell alone takes the name of a shell for that of a script: `/bin/sh sh -c ...` ends with "can't open 'sh'".
static bool hands_shell_to_shell(const project::Service& service) {
  return service.entrypoint.words.size() == 1 && shell::is_shell(service.entrypoint.words.front()) &&
         shell::is_shell(service.command.words.front());
}

static void check(const project::Service& service, Report& report) {
  if (service.entrypoint.words.empty() || service.command.words.empty() ||
      service.command.from == project::Provenance::base_image || service.command.shell_form)
    return report.skip();
  if (service.entrypoint.from == project::Provenance::compose && service.command.from != project::Provenance::compose)
    return report.skip();
  const std::string_view program = base_name(service.entrypoint.words.front());
  if (hands_shell_to_shell(service)) {
    report
        .at(service.command.span, "The entrypoint of `{}` is `{}`, which takes `{}` for the name of a script to run",
            service.name, program, service.command.words.front())
        .note(service.entrypoint.span, "The entrypoint is here");
    return;
  }
  // A script or an init program in front looks at what it is given.
  if (service.entrypoint.words.size() != 1 || contains(program, ".sh") || contains(program, "entrypoint") ||
      service.startup != nullptr || shell::is_shell(program) || knowledge::tables::init_programs.contains(program) ||
      knowledge::tables::user_switches.contains(program) || is_one_of("env s6-svscan init", program))
    return report.skip();
  // The value of an option may end in the same name: `--data=/prometheus`.
  if (service.command.words.front().starts_with('-') || base_name(service.command.words.front()) != program) return;
  // `docker` and the like have commands of their own name.
  Builder finding = report.at(service.command.span, "The entrypoint of `{}` is `{}` already, so this runs `{} {} ...`",
                              service.name, program, program, service.command.words.front());
  if (service.entrypoint.span.valid())
    finding.note(service.entrypoint.span, "The entrypoint is here");
  else
    finding.note(service.definition->image ? service.definition->image.span() : service.span,
                 "The image has this entrypoint");
  if (service.entrypoint.from == project::Provenance::base_image) finding.confidence(Confidence::likely);
}

extern const Rule rule = {
    .code = "SW4251",
    .summary = "Command that repeats the program of the entrypoint",
    .why =
        "The command is added to the entrypoint, not put in its place: `node` is told to run a file called `node`, and "
        "ends with an error.",
    .remedy = "Leave the program out of the command, or replace the entrypoint too.",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::command_repeats_entrypoint
