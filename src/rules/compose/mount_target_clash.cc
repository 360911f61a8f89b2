#include "rules/rule.h"

namespace seaworthy::rules::mount_target_clash {

extern const Rule rule = {
    .code = "SW2220",
    .summary = "Two mounts at one place",
    .why = "Only one of them can be seen; Compose refuses the stack.",
    .remedy = "Give each mount a target of its own.",
    .peers = "compose-go:mount/duplicate-target",
    .severity = Severity::high,
    .confidence = Confidence::certain,
    .rung = Rung::load,
    .category = Category::orchestration,
    .check = each_compose_problem<report_problem>("compose-duplicate-mount-target"),
};

}  // namespace seaworthy::rules::mount_target_clash
