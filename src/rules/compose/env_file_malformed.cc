#include "rules/rule.h"

namespace seaworthy::rules::env_file_malformed {

extern const Rule rule = {
    .code = "SW2233",
    .summary = "Env file that cannot be read",
    .why = "Compose refuses the stack at the first line that it cannot read.",
    .remedy = "Write `NAME=value`, with quotes closed and no spaces in the name.",
    .peers = "compose-go:dotenv/syntax",
    .severity = Severity::high,
    .confidence = Confidence::certain,
    .rung = Rung::load,
    .category = Category::orchestration,
    .check = each_compose_problem<report_problem>("dotenv-syntax"),
};

}  // namespace seaworthy::rules::env_file_malformed
