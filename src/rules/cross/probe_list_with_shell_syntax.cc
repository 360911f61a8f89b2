#include "rules/rule.h"

#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::probe_list_with_shell_syntax {

static bool is_operator(std::string_view word) {
  return is_one_of("&& || | ; > >> < 2>&1 2>/dev/null >/dev/null &>/dev/null", word);
}

/// `"http://localhost/health || exit 1"`: an address and the shell's operators in one word.
static bool has_operator_inside(std::string_view word) {
  return contains(word, "://") && (contains(word, " || ") || contains(word, " && ") || contains(word, " > "));
}

static void check(const project::Service& service, Report& report) {
  const project::ProbeInForce& probe = service.probe;
  if (!probe || probe.command.from == project::Provenance::none || probe.command.shell_form) return report.skip();
  const project::Probe& read = project::connections(report.project(), service).probe;
  if (probe.command.script != nullptr || read.commands.size() != 1) return;
  const project::ProbeCommand& command = read.commands.front();
  for (std::size_t index = 1; index < command.words.size(); ++index) {
    const std::string_view word = command.words[index];
    const bool substitution = contains(word, "$(") || contains(word, "`");
    // Topics of a broker about itself begin with `$SYS/`.
    const std::size_t dollar = word.starts_with("$SYS/") ? std::string_view::npos : word.find('$');
    const bool variable =
        dollar != std::string_view::npos && dollar + 1 < word.size() &&
        (word[dollar + 1] == '{' || (lower(word[dollar + 1]) >= 'a' && lower(word[dollar + 1]) <= 'z'));
    // One-line programs of interpreters have operators and `$` of their own.
    if (is_one_of("node python python3 php ruby perl mongosh mongo psql mysql awk bun deno", command.program)) return;
    const bool inside = has_operator_inside(word);
    if (!substitution && !variable && !inside && !is_operator(word)) continue;
    Builder finding =
        inside
            ? report.at(command.spans[index],
                        "`{}` is given to `{}` as one address, for a list has no shell; use `CMD-SHELL` with one text",
                        word, command.program)
        : is_operator(word)
            ? report.at(command.spans[index],
                        "`{}` is given to `{}` as an argument, for a list has no shell; use `CMD-SHELL` with one text",
                        word, command.program)
            : report.at(command.spans[index],
                        "Nothing expands `{}` in a probe of `{}` that is a list; use `CMD-SHELL` with one text",
                        word.substr(substitution ? 0 : dollar), service.name);
    // These answer whether the server is there, whatever becomes of the login.
    if (variable && !substitution && is_one_of("mysqladmin mariadb-admin pg_isready", command.program))
      finding.severity(Severity::low).confidence(Confidence::possible);
    note_waiting(finding, service);
    return;
  }
}

extern const Rule rule = {
    .code = "SW4302",
    .summary = "Health check as a list with shell syntax in it",
    .why =
        "A list is run without a shell: variables, pipes and `||` reach the program as they stand, and the probe fails "
        "or tests something else.",
    .remedy = "Begin the list with `CMD-SHELL` and put the whole line in one text, or leave the shell syntax out.",
    .severity = Severity::high,
    .rung = Rung::healthy,
    .category = Category::monitoring,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::probe_list_with_shell_syntax
