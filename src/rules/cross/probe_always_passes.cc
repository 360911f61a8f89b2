#include "rules/rule.h"

#include <algorithm>

#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/only_waits.h"
#include "rules/lib/probe_outcome.h"
#include "rules/lib/settled.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::probe_always_passes {

/// A second copy of the program that looks whether the configuration is in order: the one that serves may hang.
static bool only_reads_configuration(const project::ProbeCommand& command) {
  struct Check {
    std::string_view program, words;
  };
  static constexpr Check checks[] = {{"nginx", "-t -T -v -tq"},
                                     {"apachectl", "configtest -t"},
                                     {"apache2ctl", "configtest -t"},
                                     {"httpd", "-t"},
                                     {"haproxy", "-c"},
                                     {"caddy", "validate version"},
                                     {"php-fpm", "-t"},
                                     {"named-checkconf", ""}};
  return std::ranges::any_of(checks, [&](const Check& each) {
    return command.program == each.program &&
           (each.words.empty() || (command.words.size() > 1 && is_one_of(each.words, command.words[1])));
  });
}

/// A command that tells nothing of the program: prints a version, or ends with success by itself.
static bool tests_nothing(const project::ProbeCommand& command) {
  // `echo > /dev/tcp/localhost/8080` fails when nobody listens.
  if (command.node != nullptr && !command.node->redirections.empty()) return false;
  if (is_success(command)) return true;
  if (command.words.size() == 2 && (command.words[1] == "--version" || command.words[1] == "-V")) return true;
  if (only_reads_configuration(command)) return true;
  // As long as the container runs there is a process 1.
  if (command.program == "kill" && command.words.size() == 3 && command.words[1] == "-0" && command.words[2] == "1")
    return true;
  if (!is_one_of("node python python3 php ruby", command.program) || command.words.size() != 3) return false;
  const std::string_view text = command.words[2];
  return text == "process.exit(0)" || text == "process.exit(0);" || text == "exit(0)" || text == "exit(0);" ||
         text == "import sys; sys.exit(0)" || text == "import sys;sys.exit(0)" || text == "sys.exit(0)" ||
         text == "console.log('ok')" || text == "print('ok')" || text == "print('healthy')";
}

static void check(const project::Service& service, Report& report) {
  const project::Probe& probe = project::connections(report.project(), service).probe;
  if (probe.commands.empty() || only_waits(service)) return report.skip();
  const project::ProbeCommand& last = probe.commands.back();
  // `php -r "exit(0);" || exit 1`
  const bool says_failure = probe.commands.size() == 2 && last.program == "exit" && !is_success(last) &&
                            last.node != nullptr && last.node->joined_by == "||";
  const bool alone = probe.commands.size() == 1 || says_failure;
  const project::ProbeCommand& first = probe.commands.front();
  if (alone) {
    if (!tests_nothing(first)) return;
  } else {
    if (forced_success(service, probe) == nullptr) return;
  }
  const bool reads_only = alone && only_reads_configuration(first);
  // Behind variables that Compose puts in, nobody knows where in the file a command of the probe stands.
  const bool is_placed = contains(report.text(last.span), last.program);
  Builder finding =
      reads_only ? report.at(first.span,
                             "The probe of `{}` reads the configuration again, and says nothing of the program that "
                             "serves; ask that one",
                             service.name)
      : alone    ? report.at(first.span, "The probe of `{}` tests nothing and passes always; ask the program itself",
                             service.name)
                 : report.at(is_placed ? last.span : service.probe.span,
                          "`{}` makes the probe of `{}` pass even when its test fails; drop it",
                          is_placed ? report.text(last.span) : last.program, service.name);
  // What a template proposes may be for development, and whoever deploys sets it.
  if (service.probe.from == project::Provenance::compose && !is_settled(service.definition->healthcheck.source))
    finding.confidence(Confidence::possible).severity(Severity::medium);
  if (reads_only) finding.severity(Severity::medium);
  note_waiting(finding, service);
}

extern const Rule rule = {
    .code = "SW4304",
    .summary = "Health check that cannot fail",
    .why =
        "The container counts as healthy whatever its program does: nothing notices a hang, and what waits for it "
        "starts too early.",
    .remedy =
        "Let the probe end with the status of the request: drop `|| true`, `; exit 0` and the like, and ask the "
        "program something.",
    .severity = Severity::high,
    .rung = Rung::healthy,
    .category = Category::monitoring,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::probe_always_passes
