#include "rules/rule.h"

namespace seaworthy::rules::onbuild_forbidden_trigger {

extern const Rule rule = {
    .code = "SW1441",
    .summary = "ONBUILD with an instruction that cannot be triggered",
    .why = "BuildKit refuses the whole file: FROM, MAINTAINER and ONBUILD cannot be triggers.",
    .remedy = "Remove the trigger; a MAINTAINER becomes a LABEL.",
    .peers =
        "hadolint:DL3043 buildkit-error:onbuild-trigger dockerfile-utils:ONBUILD_CHAINING_DISALLOWED "
        "dockerfile-utils:ONBUILD_TRIGGER_DISALLOWED datadog-iac:from_or_maintainer_cannot_be_triggered_within_onbuild",
    .references = "https://docs.docker.com/reference/dockerfile/#onbuild",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile_problem<report_problem>("onbuild-forbidden-trigger"),
};

}  // namespace seaworthy::rules::onbuild_forbidden_trigger
