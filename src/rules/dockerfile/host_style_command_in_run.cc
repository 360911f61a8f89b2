#include "rules/rule.h"

#include "rules/lib/words.h"

namespace seaworthy::rules::host_style_command_in_run {

static void check(const CommandSubject& subject, Report& report) {
  if (subject.site != CommandSite::run) return report.skip();
  const std::string_view program = subject.invocation.program;
  const std::string_view verb = subject.invocation.verb();
  if (program == "systemctl" &&
      (verb == "enable" || verb == "disable" || verb == "mask" || verb == "set-default" || verb == "preset"))
    return;
  // A service that is started in a RUN and used or stopped in the same one is a way to load data.
  const bool starts_service = (program == "service" || program == "systemctl") && subject.script->commands.size() > 1;
  if (starts_service) return;
  // What an earlier command of the step started may be stopped again.
  const bool follows = subject.script->commands.front() != subject.invocation.node;
  if (program == "kill" && follows) return;
  if (program == "ps" && subject.script->commands.size() > 1) return;
  if (program == "ssh" && subject.invocation.has_flag("-T")) return;
  const bool edits = is_one_of("vim vi nano", program) && subject.invocation.has_any_flag({"-c", "+q", "-E", "-es"});
  if (edits || (is_one_of("vim vi", program) && contains(report.text(subject.invocation.span()), "+"))) return;
  report.at(subject.invocation.program_word->span,
            "`{}` has no lasting effect in a build step; do it at run time or not at all", program);
}

static constexpr std::string_view programs[] = {"free",     "kill",     "mount",     "ps",   "service",
                                                "shutdown", "reboot",   "top",       "vim",  "vi",
                                                "nano",     "ifconfig", "systemctl", "htop", "ssh"};

extern const Rule rule = {
    .code = "SW1240",
    .summary = "Command without a lasting effect",
    .why =
        "A RUN ends with its processes: a service that it starts is gone, a mount is gone, and what it prints nobody "
        "reads.",
    .remedy = "Start the program with CMD or ENTRYPOINT; drop what only looks around.",
    .peers = "hadolint:DL3001 kics:run_utilities_and_posix_commands semgrep:nonsensical-command",
    .differs =
        "A service that is started and used in the same RUN, `kill` of what the RUN started and an editor that is "
        "given commands do "
        "have an effect; peers report them.",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::architecture,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::host_style_command_in_run
