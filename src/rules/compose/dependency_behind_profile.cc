#include "rules/rule.h"

namespace seaworthy::rules::dependency_behind_profile {

extern const Rule rule = {
    .code = "SW2206",
    .summary = "Dependency that a profile leaves out",
    .why = "Started without that profile, Compose refuses the stack.",
    .remedy = "Give both the same profile, or set `required: false` on the dependency.",
    .peers = "compose-go:depends-on/disabled-by-profile",
    .severity = Severity::high,
    .confidence = Confidence::certain,
    .rung = Rung::load,
    .category = Category::orchestration,
    .check = each_compose_problem<report_problem>("compose-dependency-behind-profile"),
};

}  // namespace seaworthy::rules::dependency_behind_profile
