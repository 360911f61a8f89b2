#include "rules/rule.h"

namespace seaworthy::rules::platform_not_among_build_platforms {

extern const Rule rule = {
    .code = "SW2226",
    .summary = "Platform that is not built",
    .why = "Compose refuses the stack: the service asks for a platform that its build does not make.",
    .remedy = "Add the platform to `build.platforms`.",
    .peers = "compose-go:build/platform-not-listed",
    .severity = Severity::medium,
    .confidence = Confidence::certain,
    .rung = Rung::load,
    .category = Category::orchestration,
    .check = each_compose_problem<report_problem>("compose-platform-mismatch"),
};

}  // namespace seaworthy::rules::platform_not_among_build_platforms
