#include "rules/rule.h"

#include "shell/command.h"

namespace seaworthy::rules::sudo_in_run {

/// The word `sudo` of a command, or null.
static const shell::Word* sudo_of(const shell::Invocation& command) {
  if (command.program == "sudo") return command.program_word;
  for (const shell::Word& wrapper : command.wrappers)
    if (wrapper.text == "sudo") return &wrapper;
  return nullptr;
}

static void check(const dockerfile::Instruction& run, Report& report) {
  if (run.script == nullptr) return report.skip();
  const shell::Word* first = nullptr;
  std::string_view program;
  int others = 0;
  for (const shell::Node* node : run.script->commands) {
    const shell::Invocation command = shell::invocation(*node);
    const shell::Word* const sudo = sudo_of(command);
    if (sudo == nullptr) continue;
    if (first == nullptr) {
      first = sudo;
      program = command.program;
    } else {
      ++others;
    }
  }
  if (first == nullptr) return;
  if (others == 0)
    report.at(first->span, "`sudo` runs `{}` in a build; drop it, or put `USER root` before the instruction", program);
  else
    report.at(first->span,
              "`sudo` runs `{}` in a build, one of {} uses in this step; drop it, or put `USER root` before the "
              "instruction",
              program, others + 1);
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
    .check = each_instruction<check, dockerfile::Op::run>(),
};

}  // namespace seaworthy::rules::sudo_in_run
