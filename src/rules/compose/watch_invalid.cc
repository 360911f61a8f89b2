#include "rules/rule.h"

namespace seaworthy::rules::watch_invalid {

extern const Rule rule = {
    .code = "SW2227",
    .summary = "Watch rule that cannot work",
    .why = "Compose refuses the `develop` section.",
    .remedy = "Give each rule a path, and `target` where it syncs.",
    .peers = "compose-go:watch/target-missing compose-go:watch/blank-path compose-cli:watch/bind-overlap",
    .severity = Severity::medium,
    .confidence = Confidence::certain,
    .rung = Rung::load,
    .category = Category::automation,
    .check = each_compose_problem<report_problem>("compose-watch-invalid"),
};

}  // namespace seaworthy::rules::watch_invalid
