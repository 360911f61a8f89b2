#include "rules/rule.h"

namespace seaworthy::rules::extra_hosts_invalid {

extern const Rule rule = {
    .code = "SW2213",
    .summary = "Extra host that cannot be read",
    .why = "Compose refuses the stack.",
    .remedy = "Write `NAME=ADDRESS` or `NAME:ADDRESS`.",
    .peers = "compose-go:extra-hosts/invalid",
    .severity = Severity::high,
    .confidence = Confidence::certain,
    .rung = Rung::load,
    .category = Category::orchestration,
    .check = each_compose_problem<report_problem>("compose-extra-hosts-invalid"),
};

}  // namespace seaworthy::rules::extra_hosts_invalid
