#include "rules/rule.h"

namespace seaworthy::rules::override_type_clash {

extern const Rule rule = {
    .code = "SW2218",
    .summary = "Override of another type",
    .why = "Compose cannot merge a list into a mapping and refuses the stack.",
    .remedy = "Write the value in the form that the other file uses, or replace it with `!override`.",
    .peers = "compose-go:merge/incompatible-types",
    .severity = Severity::high,
    .confidence = Confidence::certain,
    .rung = Rung::load,
    .category = Category::orchestration,
    .check = each_compose_problem<report_problem>("compose-override-incompatible"),
};

}  // namespace seaworthy::rules::override_type_clash
