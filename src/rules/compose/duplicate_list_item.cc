#include "rules/rule.h"

namespace seaworthy::rules::duplicate_list_item {

extern const Rule rule = {
    .code = "SW2221",
    .summary = "Item listed twice",
    .why = "Compose refuses lists in which an item stands twice where each must be unique.",
    .remedy = "Delete the repeated item.",
    .peers = "compose-go:schema/unique-items",
    .severity = Severity::medium,
    .confidence = Confidence::certain,
    .rung = Rung::load,
    .category = Category::orchestration,
    .check = each_compose_problem<report_problem>("compose-duplicate-list-item"),
};

}  // namespace seaworthy::rules::duplicate_list_item
