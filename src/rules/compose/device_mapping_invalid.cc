#include "rules/rule.h"

namespace seaworthy::rules::device_mapping_invalid {

extern const Rule rule = {
    .code = "SW2222",
    .summary = "Device that cannot be read",
    .why = "Compose refuses the stack.",
    .remedy = "Write `HOST[:CONTAINER[:PERMISSIONS]]`.",
    .peers = "compose-go:device/ambiguous-mapping",
    .severity = Severity::high,
    .confidence = Confidence::certain,
    .rung = Rung::load,
    .category = Category::orchestration,
    .check = each_compose_problem<report_problem>("compose-device-mapping-invalid"),
};

}  // namespace seaworthy::rules::device_mapping_invalid
