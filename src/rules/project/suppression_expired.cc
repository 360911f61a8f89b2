#include "rules/rule.h"

namespace seaworthy::rules::suppression_expired {

extern const Rule rule = {
    .code = "SW7902",
    .summary = "Exception past its date",
    .why = "Somebody accepted this fault for a limited time, which is over; the finding counts again.",
    .remedy = "Repair the cause, or set a new date behind `until=`.",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::documentation,
    .check = reported_by_runner(),
};

}  // namespace seaworthy::rules::suppression_expired
