#include "rules/rule.h"

#include <string>

#include "shell/command.h"

namespace seaworthy::rules::sudo_in_run {

/// The word `sudo` of a command, or null.
static const shell::Word* sudo_of(const shell::Invocation& command) {
  if (command.program == "sudo") return command.program_word;
  for (const shell::Word& wrapper : command.wrappers)
    if (wrapper.text == "sudo") return &wrapper;
  return nullptr;
}

/// The account of `sudo -u account`; "" when it is to be root.
static std::string_view account_of(const shell::Node& node, const shell::Word& sudo) {
  for (std::size_t index = 0; index + 1 < node.words.size(); ++index) {
    if (&node.words[index] < &sudo) continue;
    const shell::Word& word = node.words[index];
    if (word.text == "-u" || word.text == "--user") return node.words[index + 1].text;
    if (&word != &sudo && !word.text.starts_with('-')) break;
  }
  return {};
}

static void check(const dockerfile::Instruction& run, Report& report) {
  if (run.script == nullptr) return report.skip();
  const shell::Word* first = nullptr;
  std::string_view program, account;
  int others = 0;
  for (const shell::Node* node : run.script->commands) {
    const shell::Invocation command = shell::invocation(*node);
    const shell::Word* const sudo = sudo_of(command);
    if (sudo == nullptr) continue;
    if (first == nullptr) {
      first = sudo;
      program = command.program;
      account = account_of(*node, *sudo);
    } else {
      ++others;
    }
  }
  if (first == nullptr) return;
  std::string how_often;
  if (others > 0) how_often = ", one of " + std::to_string(others + 1) + " uses in this step";
  if (account.empty() || account == "root") {
    report.at(first->span, "`sudo` runs `{}` in a build{}; drop it, or put `USER root` before the instruction", program,
              how_often);
  } else {
    // It takes rights away, so that nothing is at stake but a program that the image needs for this alone.
    report
        .at(first->span, "`sudo` runs `{}` as `{}` in a build{}; put `USER {}` before the instruction", program,
            account, how_often, account)
        .severity(Severity::low);
  }
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
