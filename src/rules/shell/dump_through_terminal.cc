#include <algorithm>
#include <optional>
#include <string_view>

#include "project/model.h"
#include "rules/lib/backups.h"
#include "rules/lib/docker_exec.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::dump_through_terminal {

/// Whether what a command prints goes into a file or to another program.
static bool is_kept(const shell::Node& node) {
  for (const shell::Redirection& redirection : node.redirections)
    if ((redirection.operation == ">" || redirection.operation == ">>" || redirection.operation == ">|") &&
        (redirection.descriptor == -1 || redirection.descriptor == 1))
      return true;
  return node.parent != nullptr && node.parent->kind == shell::NodeKind::pipeline &&
         node.parent->children.back() != &node;
}

static void check(const CommandSubject& subject, Report& report) {
  const shell::Invocation& command = subject.invocation;
  const std::optional<std::span<const shell::Word>> options = docker_exec_options(command);
  // Compose asks for a terminal only where its output goes to one.
  if (!options.has_value() || command.program == "docker-compose" ||
      std::ranges::any_of(*options, [](const shell::Word& word) { return word.text == "compose"; }))
    return report.skip();
  const std::optional<DockerCommand::Given> terminal = docker_command(command)->option('t', "tty");
  const bool dumps = std::ranges::any_of(command.arguments.subspan(options->size()), [](const shell::Word& word) {
    return is_backup_program(base_name(before(word.text, ' ')));
  });
  if (!dumps || !is_kept(*command.node)) return report.skip();
  if (!terminal.has_value()) return;
  // Dumps of SQL have no line ends inside their data, so that most are read in all the same.
  const bool is_text = std::ranges::any_of(command.arguments,
                                           [](const shell::Word& word) {
                                             return is_one_of("pg_dump pg_dumpall mysqldump mariadb-dump",
                                                              base_name(before(word.text, ' ')));
                                           }) &&
                       std::ranges::none_of(command.arguments, [](const shell::Word& word) {
                         return word.text.starts_with("-F") || word.text.starts_with("--format");
                       });
  report
      .at(terminal->word->span,
          "Through a terminal the dump gets a carriage return at each end of line; leave `-t` out")
      .severity(is_text ? Severity::medium : Severity::high);
}

static constexpr std::string_view programs[] = {"docker", "podman"};

extern const Rule rule = {
    .code = "SW3111",
    .summary = "Dump that goes through a terminal",
    .why =
        "A terminal changes each end of line to two signs, also inside the data, and binary formats are broken by it. "
        "Where no terminal is at hand, as under cron, the engine refuses altogether.",
    .remedy = "Leave `-t` out: `docker exec db pg_dump ... > file`; `-i` is needed only to hand in data.",
    .references = "https://docs.docker.com/reference/cli/docker/container/exec/",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::automation,
    .strength = "take their dumps without a terminal",
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::dump_through_terminal
