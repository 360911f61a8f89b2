#include "rules/rule.h"

namespace seaworthy::rules::from_malformed {

extern const Rule rule = {
    .code = "SW1412",
    .summary = "FROM with another word where AS belongs",
    .why = "BuildKit refuses the whole file.",
    .remedy = "Write `FROM image AS name`.",
    .peers = "buildkit-error:wrong-arity dockerfile-utils:INVALID_AS hadolint:DL1000",
    .references = "https://docs.docker.com/reference/dockerfile/#from",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .fixes = Fixes::always,
    .check = each_dockerfile_problem<report_problem>("from-syntax"),
};

}  // namespace seaworthy::rules::from_malformed
