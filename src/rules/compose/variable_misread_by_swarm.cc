#include "rules/rule.h"

#include "compose/model.h"

namespace seaworthy::rules::variable_misread_by_swarm {

static void check(const compose::Problem& problem, Report& report) { report.at(problem.span, "{}", problem.message); }

extern const Rule rule = {
    .code = "SW2390",
    .summary = "Variable that `docker stack deploy` reads otherwise",
    .why =
        "Its template language is older than Compose's: a default with a variable in it stays as it is written, "
        "`$NAME-x` "
        "without braces is a name with a default, and a hyphen in the message of `:?` turns the rest into a value.",
    .remedy = "Write `${NAME}` with braces, defaults without variables, and messages without hyphens.",
    .references = "https://docs.docker.com/reference/compose-file/interpolation/",
    .severity = Severity::medium,
    .confidence = Confidence::certain,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_compose_problem<check>("stack-file-interpolation"),
};

}  // namespace seaworthy::rules::variable_misread_by_swarm
