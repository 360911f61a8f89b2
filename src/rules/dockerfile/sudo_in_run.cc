#include "rules/rule.h"

namespace seaworthy::rules::sudo_in_run {

static void check(const CommandSubject& command, Report& report) {
  if (command.site != CommandSite::run) return report.skip();
  const shell::Word* sudo = command.invocation.program == "sudo" ? command.invocation.program_word : nullptr;
  for (const shell::Word& wrapper : command.invocation.wrappers)
    if (wrapper.text == "sudo") sudo = &wrapper;
  if (sudo == nullptr) return;
  report.at(sudo->span, "`sudo` runs `{}` in a build; drop it, or put `USER root` before the instruction",
            command.invocation.program);
}

extern const Rule rule = {
    .code = "SW1012",
    .summary = "`sudo` in a RUN instruction",
    .why =
        "Builds run as root unless USER says otherwise, so `sudo` changes nothing, but it has to be installed and "
        "stays "
        "in the image, where it helps whoever breaks in to become root.",
    .remedy = "Drop `sudo`, or put `USER root` before the instruction and the ordinary user behind it.",
    .peers =
        "hadolint:DL3004 trivy:DS-0010 kics:run_using_sudo checkov:CKV2_DOCKER_1 dockle:DKL-DI-0001 "
        "semgrep:no-sudo-in-dockerfile",
    .severity = Severity::medium,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_command<check>(),
};

}  // namespace seaworthy::rules::sudo_in_run
