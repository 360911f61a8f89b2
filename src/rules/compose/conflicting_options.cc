#include "rules/rule.h"

namespace seaworthy::rules::conflicting_options {

extern const Rule rule = {
    .code = "SW2207",
    .summary = "Options that exclude each other",
    .why = "Compose refuses the stack rather than guess which of the two is meant.",
    .remedy = "Keep one of them.",
    .peers =
        "compose-go:build/dockerfile-and-inline compose-go:network/mode-and-networks "
        "compose-go:scale/conflicts-replicas compose-go:cpus/conflicts-limit "
        "compose-go:mem-limit/conflicts-limit compose-go:mem-reservation/conflicts "
        "compose-go:pids-limit/conflicts compose-go:external/conflict compose-go:external/name-conflict "
        "compose-go:device/count-and-ids compose-cli:network/mac-conflict",
    .severity = Severity::high,
    .confidence = Confidence::certain,
    .rung = Rung::load,
    .category = Category::orchestration,
    .check = each_compose_problem<report_problem>("compose-conflicting-options"),
};

}  // namespace seaworthy::rules::conflicting_options
