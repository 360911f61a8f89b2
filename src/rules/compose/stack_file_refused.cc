#include "rules/rule.h"

#include "compose/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::stack_file_refused {

static void check(const compose::Problem& problem, Report& report) {
  Builder finding = report.at(problem.span, "{}", problem.message);
  if (problem.related.valid()) finding.note(problem.related, "{}", problem.related_message);
  // With another value of its variable it may be right.
  if (contains(report.text(problem.span), "$")) finding.severity(Severity::low).confidence(Confidence::possible);
}

extern const Rule rule = {
    .code = "SW2384",
    .summary = "File that `docker stack deploy` refuses",
    .why =
        "Swarm does not read today's Compose format but the older 3.x, with a schema and checks of its own: what it "
        "does "
        "not know, or knows in another form, stops the whole deployment.",
    .remedy =
        "Write what the message names; keep what only Compose knows in a file of its own. `docker stack config -c "
        "FILE` "
        "checks a file without a swarm.",
    .references = "https://docs.docker.com/reference/compose-file/legacy-versions/",
    .severity = Severity::critical,
    .confidence = Confidence::certain,
    .rung = Rung::load,
    .category = Category::orchestration,
    .check = each_compose_problem<check>("stack-file-refused"),
};

}  // namespace seaworthy::rules::stack_file_refused
