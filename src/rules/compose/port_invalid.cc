#include "rules/rule.h"

namespace seaworthy::rules::port_invalid {

extern const Rule rule = {
    .code = "SW2212",
    .summary = "Port that cannot be read",
    .why = "Compose refuses the stack.",
    .remedy = "Write `[ADDRESS:]HOST:CONTAINER[/PROTOCOL]` with ports between 1 and 65535.",
    .peers = "compose-go:port/invalid-host-ip compose-go:port/unparseable",
    .severity = Severity::high,
    .confidence = Confidence::certain,
    .rung = Rung::load,
    .category = Category::orchestration,
    .check = each_compose_problem<report_problem>("compose-port-invalid"),
};

}  // namespace seaworthy::rules::port_invalid
