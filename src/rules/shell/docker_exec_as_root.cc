#include "rules/rule.h"

#include "rules/lib/words.h"

namespace seaworthy::rules::docker_exec_as_root {

static void check(const CommandSubject& subject, Report& report) {
  const std::vector<const shell::Word*> operands = subject.invocation.operands(
      {"-u", "--user", "-e", "--env", "-w", "--workdir", "--env-file", "-f", "--file", "-p", "--profile"});
  const bool is_exec =
      !operands.empty() && (operands[0]->text == "exec" ||
                            (operands.size() > 1 && operands[0]->text == "compose" && operands[1]->text == "exec") ||
                            (operands.size() > 1 && operands[0]->text == "container" && operands[1]->text == "exec"));
  if (!is_exec) return report.skip();
  const shell::Word* container = nullptr;
  for (std::size_t i = 1; i < operands.size() && container == nullptr; ++i)
    if (operands[i]->text != "exec") container = operands[i];
  for (std::size_t i = 0; i < subject.invocation.arguments.size(); ++i) {
    const shell::Word& word = subject.invocation.arguments[i];
    if (container != nullptr && word.span.begin >= container->span.begin) break;
    std::string_view user;
    if ((word.text == "-u" || word.text == "--user") && i + 1 < subject.invocation.arguments.size())
      user = subject.invocation.arguments[i + 1].text;
    else if (word.text.starts_with("--user="))
      user = word.text.substr(7);
    else if (word.text.starts_with("-u") && word.text.size() > 2)
      user = word.text.substr(2);
    if (user.empty()) continue;
    const std::string_view name = before(user, ':');
    if (name != "root" && name != "0") return;
    report.at(word.span, "`exec --user {}` runs as root in a container that was given another user", user);
    return;
  }
}

static constexpr std::string_view programs[] = {"docker", "docker-compose", "podman"};

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
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::docker_exec_as_root
