#include "rules/rule.h"

#include "rules/lib/docker_exec.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::docker_exec_as_root {

static void check(const CommandSubject& subject, Report& report) {
  const auto options = docker_exec_options(subject.invocation);
  if (!options.has_value()) return report.skip();
  for (std::size_t i = 0; i < options->size(); ++i) {
    const shell::Word& word = (*options)[i];
    std::string_view user;
    if ((word.text == "-u" || word.text == "--user") && i + 1 < options->size())
      user = (*options)[i + 1].text;
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
