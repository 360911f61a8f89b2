#include "rules/rule.h"

namespace seaworthy::rules::suppression_without_reason {

extern const Rule rule = {
    .code = "SW7903",
    .summary = "Exception without a reason",
    .why = "Whoever reviews the deployment next cannot tell whether the fault was accepted or only silenced.",
    .remedy = "Write the reason behind `allow(...)`, on the same line.",
    .peers = "hadolint:DL1001 tally:missing-directive-reason",
    .differs = "DL1001 forbids all exceptions; one that says why is fine here.",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::documentation,
    .check = reported_by_runner(),
};

}  // namespace seaworthy::rules::suppression_without_reason
