#include "rules/rule.h"

namespace seaworthy::rules::duplicate_key {

extern const Rule rule = {
    .code = "SW2352",
    .summary = "Key given twice",
    .why = "Compose refuses a mapping in which a key stands twice; other readers of YAML silently take the last one.",
    .remedy = "Keep one of the two.",
    .peers = "compose-go:yaml/duplicate-key dclint:invalid-yaml",
    .severity = Severity::high,
    .confidence = Confidence::certain,
    .rung = Rung::load,
    .category = Category::orchestration,
    .check = each_compose_problem<report_problem>("compose-duplicate-yaml-key"),
};

}  // namespace seaworthy::rules::duplicate_key
