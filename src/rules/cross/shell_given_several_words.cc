#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"
#include "shell/parse.h"

namespace seaworthy::rules::shell_given_several_words {

static void check(const project::Service& service, Report& report) {
  const std::vector<std::string_view>& entrypoint = service.entrypoint.words;
  if (entrypoint.size() != 2 || !shell::is_shell(entrypoint[0]) || !is_one_of("-c -lc -ec", entrypoint[1]) ||
      service.entrypoint.shell_form)
    return report.skip();
  const std::vector<std::string_view>& command = service.command.words;
  if (command.size() < 2 || service.command.shell_form || contains(command[0], " ") || contains(command[0], "$"))
    return;
  report.at(service.command.span, "The shell runs `{}` alone; the words behind it are only its parameters", command[0])
      .note(service.entrypoint.span, "`{}` takes one text to run", entrypoint[0]);
}

extern const Rule rule = {
    .code = "SW4504",
    .summary = "Shell that is given its script in several words",
    .why =
        "`sh -c` runs its first word alone: `node` without a file reads its input and ends, and the container with it.",
    .remedy = "Give the command as one text in a list of one, or drop the entrypoint.",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::shell_given_several_words
