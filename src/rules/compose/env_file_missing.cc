#include "rules/rule.h"

namespace seaworthy::rules::env_file_missing {

extern const Rule rule = {
    .code = "SW2234",
    .summary = "Env file that does not exist",
    .why = "Compose refuses the stack.",
    .remedy = "Create the file from its template, correct the path, or set `required: false`.",
    .peers = "compose-go:env-file/missing compose-go:label-file/missing",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::load,
    .category = Category::orchestration,
    .check = each_compose_problem<report_problem>("compose-env-file-missing"),
};

}  // namespace seaworthy::rules::env_file_missing
