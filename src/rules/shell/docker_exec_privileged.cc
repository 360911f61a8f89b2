#include "rules/rule.h"

#include "rules/lib/words.h"

namespace seaworthy::rules::docker_exec_privileged {

static void check(const CommandSubject& subject, Report& report) {
  const std::vector<const shell::Word*> operands = subject.invocation.operands(
      {"-u", "--user", "-e", "--env", "-w", "--workdir", "--env-file", "-f", "--file", "-p", "--profile"});
  const bool is_exec =
      !operands.empty() && (operands[0]->text == "exec" ||
                            (operands.size() > 1 && operands[0]->text == "compose" && operands[1]->text == "exec") ||
                            (operands.size() > 1 && operands[0]->text == "container" && operands[1]->text == "exec"));
  if (!is_exec) return report.skip();
  // Options of the program inside stand behind the container's name.
  const shell::Word* container = nullptr;
  for (std::size_t i = 1; i < operands.size() && container == nullptr; ++i)
    if (operands[i]->text != "exec") container = operands[i];
  for (const shell::Word& word : subject.invocation.arguments) {
    if (container != nullptr && word.span.begin >= container->span.begin) break;
    if (word.text != "--privileged" && word.text != "--privileged=true") continue;
    report.at(word.span, "`exec --privileged` gives this command every capability and device of the host");
    return;
  }
}

static constexpr std::string_view programs[] = {"docker", "docker-compose", "podman"};

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
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::docker_exec_privileged
