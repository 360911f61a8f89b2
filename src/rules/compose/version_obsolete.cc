#include "rules/rule.h"

namespace seaworthy::rules::version_obsolete {

extern const Rule rule = {
    .code = "SW2228",
    .summary = "Obsolete `version`",
    .why = "Compose ignores the key and prints a warning on every command.",
    .remedy = "Delete the line.",
    .peers = "dclint:no-version-field compose-go:version/obsolete",
    .severity = Severity::info,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::documentation,
    .check = each_compose_problem<report_problem>("compose-version-obsolete"),
};

}  // namespace seaworthy::rules::version_obsolete
