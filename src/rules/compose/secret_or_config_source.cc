#include "rules/rule.h"

namespace seaworthy::rules::secret_or_config_source {

extern const Rule rule = {
    .code = "SW2215",
    .summary = "Secret or config without a source, or with several",
    .why = "Compose cannot tell what to mount and refuses the stack.",
    .remedy = "Give each exactly one of `file`, `environment`, `content` (configs) or `external: true`.",
    .peers = "compose-go:secret/no-source compose-go:secret-config/exclusive-sources compose-go:config/no-source",
    .severity = Severity::high,
    .confidence = Confidence::certain,
    .rung = Rung::load,
    .category = Category::orchestration,
    .check = each_compose_problem<report_problem>("compose-secret-config-source"),
};

}  // namespace seaworthy::rules::secret_or_config_source
