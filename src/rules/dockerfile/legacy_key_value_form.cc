#include "rules/rule.h"

namespace seaworthy::rules::legacy_key_value_form {

extern const Rule rule = {
    .code = "SW1407",
    .summary = "ENV or LABEL in the old form without `=`",
    .why =
        "The form `ENV name value` takes everything to the line's end for one value, quotes and further pairs "
        "included, which surprises whoever adds a second one. BuildKit marks it as deprecated.",
    .remedy = "Write `ENV name=value`.",
    .peers = "buildkit:LegacyKeyValueFormat",
    .references = "https://docs.docker.com/reference/build-checks/legacy-key-value-format/",
    .severity = Severity::low,
    .rung = Rung::operate,
    .category = Category::architecture,
    .fixes = Fixes::sometimes,
    .check = each_dockerfile_problem<report_problem>("legacy-key-value"),
};

}  // namespace seaworthy::rules::legacy_key_value_form
