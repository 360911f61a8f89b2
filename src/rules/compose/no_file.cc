#include "rules/rule.h"

namespace seaworthy::rules::no_file {

extern const Rule rule = {
    .code = "SW2235",
    .summary = "Compose file that does not exist",
    .why = "The command that names it fails.",
    .remedy = "Correct the path.",
    .peers = "compose-go:files/none",
    .severity = Severity::high,
    .confidence = Confidence::certain,
    .rung = Rung::load,
    .category = Category::orchestration,
    .check = each_compose_problem<report_problem>("compose-file-missing"),
};

}  // namespace seaworthy::rules::no_file
