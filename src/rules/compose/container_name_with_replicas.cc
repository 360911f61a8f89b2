#include "rules/rule.h"

namespace seaworthy::rules::container_name_with_replicas {

extern const Rule rule = {
    .code = "SW2208",
    .summary = "Several replicas under one container name",
    .why = "Container names are unique: Compose refuses to start a second replica.",
    .remedy = "Remove `container_name`, so that Compose numbers the replicas.",
    .peers = "compose-go:container-name/with-replicas compose-cli:scale/custom-name",
    .severity = Severity::high,
    .confidence = Confidence::certain,
    .rung = Rung::load,
    .category = Category::orchestration,
    .check = each_compose_problem<report_problem>("compose-container-name-with-replicas"),
};

}  // namespace seaworthy::rules::container_name_with_replicas
