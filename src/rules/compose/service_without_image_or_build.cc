#include "rules/rule.h"

namespace seaworthy::rules::service_without_image_or_build {

extern const Rule rule = {
    .code = "SW2223",
    .summary = "Service with neither image nor build",
    .why = "Compose does not know what to run and refuses the stack.",
    .remedy = "Add `image` or `build`.",
    .peers = "compose-go:service/no-image-or-build",
    .severity = Severity::high,
    .confidence = Confidence::certain,
    .rung = Rung::load,
    .category = Category::orchestration,
    .check = each_compose_problem<report_problem>("compose-service-no-image-or-build"),
};

}  // namespace seaworthy::rules::service_without_image_or_build
