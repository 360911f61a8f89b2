#include "rules/rule.h"

namespace seaworthy::rules::container_name_clash {

extern const Rule rule = {
    .code = "SW2209",
    .summary = "Two services of one container name",
    .why = "Container names are unique on a host: the second service cannot start.",
    .remedy = "Remove `container_name` of one, or give it another.",
    .peers = "dclint:no-duplicate-container-names compose-go:container-name/duplicate",
    .severity = Severity::high,
    .confidence = Confidence::certain,
    .rung = Rung::load,
    .category = Category::orchestration,
    .check = each_compose_problem<report_problem>("compose-duplicate-container-name"),
};

}  // namespace seaworthy::rules::container_name_clash
