#include "rules/rule.h"

namespace seaworthy::rules::schema_violation {

extern const Rule rule = {
    .code = "SW2201",
    .summary = "Value that the Compose specification does not allow",
    .why = "Compose validates the files before anything else and refuses the whole stack.",
    .remedy = "Correct the key or value; the message lists what is valid.",
    .peers =
        "dclint:invalid-schema compose-go:schema/unknown-property compose-go:schema/wrong-type "
        "compose-go:schema/enum compose-go:schema/pattern compose-go:schema/range compose-go:schema/required "
        "compose-go:device/count-invalid compose-go:env-file/format compose-go:ssh/invalid",
    .severity = Severity::critical,
    .confidence = Confidence::certain,
    .rung = Rung::load,
    .category = Category::orchestration,
    .check = each_compose_problem<report_problem>("compose-schema-invalid"),
};

}  // namespace seaworthy::rules::schema_violation
