#include "rules/rule.h"

namespace seaworthy::rules::healthcheck_option_invalid {

extern const Rule rule = {
    .code = "SW1423",
    .summary = "HEALTHCHECK option with an invalid value",
    .why =
        "BuildKit refuses the whole file: durations need a unit and are at least one millisecond, retries are a whole "
        "number. `--retries=0` is accepted and means three.",
    .remedy = "Write `--interval=30s`, `--retries=3` and the like.",
    .peers =
        "buildkit-error:healthcheck-duration buildkit-error:healthcheck-retries dockerfile-utils:FLAG_AT_LEAST_ONE "
        "dockerfile-utils:FLAG_INVALID_DURATION dockerfile-utils:FLAG_LESS_THAN_1MS "
        "dockerfile-utils:FLAG_MISSING_DURATION dockerfile-utils:FLAG_UNKNOWN_UNIT dockerfile-utils:INVALID_SYNTAX",
    .references = "https://docs.docker.com/reference/dockerfile/#healthcheck",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::monitoring,
    .fixes = Fixes::sometimes,
    .check = each_dockerfile_problem<report_refusal>("healthcheck-bad-option"),
};

}  // namespace seaworthy::rules::healthcheck_option_invalid
