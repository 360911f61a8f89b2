#include "rules/rule.h"

namespace seaworthy::rules::suppression_unused {

extern const Rule rule = {
    .code = "SW7901",
    .summary = "Exception that excuses nothing",
    .why =
        "An exception that outlives its finding hides the next one at that place, and a misspelled one has never "
        "hidden "
        "what its author accepted.",
    .remedy = "Delete the rule from the `allow(...)` comment, or correct its name.",
    .peers = "tally:unused-ignore-directive tally:invalid-ignore-directive",
    .differs = "Only comments of seaworthy are judged: what a peer would have found there is not known.",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::documentation,
    .check = reported_by_runner(),
};

}  // namespace seaworthy::rules::suppression_unused
