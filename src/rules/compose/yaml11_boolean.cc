#include "rules/rule.h"

namespace seaworthy::rules::yaml11_boolean {

extern const Rule rule = {
    .code = "SW2229",
    .summary = "Word that is no boolean any more",
    .why = "`yes`, `no`, `on` and `off` are plain words in YAML 1.2; other readers of the file take them for text.",
    .remedy = "Write `true` or `false`.",
    .peers = "compose-go:boolean/yaml11",
    .severity = Severity::low,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::documentation,
    .check = each_compose_problem<report_problem>("compose-boolean-yaml11"),
};

}  // namespace seaworthy::rules::yaml11_boolean
