#include "rules/rule.h"

namespace seaworthy::rules::volume_invalid {

extern const Rule rule = {
    .code = "SW2211",
    .summary = "Volume that cannot be read",
    .why = "Compose refuses the stack.",
    .remedy = "Write `SOURCE:TARGET[:OPTIONS]` or the long form with `type`, `source` and `target`.",
    .peers =
        "compose-go:merge/missing-key-part compose-go:volume/invalid-spec "
        "compose-go:volume/bind-without-source compose-cli:mount/option-mismatch",
    .severity = Severity::high,
    .confidence = Confidence::certain,
    .rung = Rung::load,
    .category = Category::orchestration,
    .check = each_compose_problem<report_problem>("compose-volume-invalid"),
};

}  // namespace seaworthy::rules::volume_invalid
