#include "rules/rule.h"

namespace seaworthy::rules::from_as_casing {

extern const Rule rule = {
    .code = "SW1436",
    .summary = "`as` in another case than FROM",
    .why = "Nothing breaks by it; keywords of one instruction in two cases are hard to read.",
    .remedy = "Write both in one case.",
    .peers = "buildkit:FromAsCasing",
    .references = "https://docs.docker.com/reference/build-checks/from-as-casing/",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::documentation,
    .fixes = Fixes::always,
    .check = each_dockerfile_problem<report_problem>("from-as-casing"),
};

}  // namespace seaworthy::rules::from_as_casing
