#include "rules/rule.h"

namespace seaworthy::rules::healthcheck_test_form {

extern const Rule rule = {
    .code = "SW2224",
    .summary = "Health check that begins with neither CMD nor CMD-SHELL",
    .why = "Compose refuses the stack.",
    .remedy = "Begin the list with `CMD` (a program and its arguments), `CMD-SHELL` (one line for a shell) or `NONE`.",
    .peers = "compose-go:healthcheck/test-prefix",
    .severity = Severity::high,
    .confidence = Confidence::certain,
    .rung = Rung::load,
    .category = Category::monitoring,
    .check = each_compose_problem<report_problem>("compose-healthcheck-test-form"),
};

}  // namespace seaworthy::rules::healthcheck_test_form
