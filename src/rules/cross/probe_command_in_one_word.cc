#include "rules/rule.h"

#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::probe_command_in_one_word {

static void check(const project::Service& service, Report& report) {
  const project::ProbeInForce& probe = service.probe;
  if (!probe || probe.command.from == project::Provenance::none || probe.command.shell_form) return report.skip();
  const project::Probe& read = project::connections(report.project(), service).probe;
  if (read.commands.size() != 1 || !contains(read.commands.front().words.front(), " ")) return;
  const project::ProbeCommand& command = read.commands.front();
  Builder finding = report.at(
      command.spans.front(), "The probe of `{}` starts a program of the name `{}`; use `CMD-SHELL`, or one item a word",
      service.name, before(command.words.front(), '?'));
  note_waiting(finding, service);
}

extern const Rule rule = {
    .code = "SW4303",
    .summary = "Health check with a whole command line as the name of a program",
    .why =
        "`CMD` starts the first item as a program; there is none whose name is the whole line, so the container is "
        "never healthy.",
    .remedy = "Use `CMD-SHELL` for one line of text, or give every word of the command as an item of its own.",
    .severity = Severity::high,
    .rung = Rung::healthy,
    .category = Category::monitoring,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::probe_command_in_one_word
