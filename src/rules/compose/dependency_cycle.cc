#include "rules/rule.h"

namespace seaworthy::rules::dependency_cycle {

extern const Rule rule = {
    .code = "SW2205",
    .summary = "Services that wait for each other",
    .why = "Compose refuses the stack, since neither can start first.",
    .remedy = "Take one direction away; a service that reconnects needs no `depends_on`.",
    .peers = "compose-go:dependency/cycle compose-go:include/cycle",
    .severity = Severity::high,
    .confidence = Confidence::certain,
    .rung = Rung::load,
    .category = Category::orchestration,
    .check = each_compose_problem<report_problem>("compose-dependency-cycle"),
};

}  // namespace seaworthy::rules::dependency_cycle
