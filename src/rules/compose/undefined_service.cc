#include "rules/rule.h"

namespace seaworthy::rules::undefined_service {

extern const Rule rule = {
    .code = "SW2203",
    .summary = "Service named that does not exist",
    .why = "Compose refuses the stack, or waits for nobody.",
    .remedy = "Correct the spelling, or add the service to the files that are loaded together.",
    .peers =
        "compose-go:build/additional-context-unknown compose-go:build/additional-context-not-buildable "
        "compose-go:depends-on/undefined compose-go:network-mode/service-missing "
        "compose-go:extends/service-missing",
    .severity = Severity::high,
    .confidence = Confidence::certain,
    .rung = Rung::load,
    .category = Category::orchestration,
    .check = each_compose_problem<report_problem>("compose-undefined-service"),
};

}  // namespace seaworthy::rules::undefined_service
