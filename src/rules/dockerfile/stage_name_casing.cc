#include "rules/rule.h"

namespace seaworthy::rules::stage_name_casing {

extern const Rule rule = {
    .code = "SW1434",
    .summary = "Stage name with upper-case letters",
    .why = "The builder keeps the name in lower case; `FROM Name` does not find it, `COPY --from=Name` does.",
    .remedy = "Write the name in lower case.",
    .peers = "buildkit:StageNameCasing",
    .references = "https://docs.docker.com/reference/build-checks/stage-name-casing/",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::documentation,
    .fixes = Fixes::always,
    .check = each_dockerfile_problem<report_problem>("stage-name-casing"),
};

}  // namespace seaworthy::rules::stage_name_casing
