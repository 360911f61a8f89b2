#include "rules/rule.h"

#include "rules/lib/docker_exec.h"

namespace seaworthy::rules::docker_exec_privileged {

static void check(const CommandSubject& subject, Report& report) {
  const auto options = docker_exec_options(subject.invocation);
  if (!options.has_value()) return report.skip();
  for (const shell::Word& word : *options) {
    if (word.text != "--privileged" && word.text != "--privileged=true") continue;
    report.at(word.span, "`exec --privileged` gives this command every capability and device of the host");
    return;
  }
}

extern const Rule rule = {
    .code = "SW3038",
    .summary = "`docker exec` with `--privileged`",
    .why =
        "The command runs with all capabilities, whatever the container was confined to: a weakness of the program "
        "inside is one of the host.",
    .remedy = "Drop the option; give the container the one capability that the task needs.",
    .peers = "docker-bench:5.23",
    .controls = "CIS Docker 1.6:5.23",
    .severity = Severity::high,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_command<check>(exec_programs),
};

}  // namespace seaworthy::rules::docker_exec_privileged
