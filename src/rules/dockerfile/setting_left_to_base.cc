#include "rules/rule.h"

#include <algorithm>

#include "project/model.h"
#include "rules/lib/layers.h"
#include "rules/lib/left_to_base.h"

namespace seaworthy::rules::setting_left_to_base {

/// Whether any stage of the Dockerfile has an instruction.
static bool is_written(const project::Dockerfile& dockerfile, dockerfile::Op op) {
  return std::ranges::any_of(dockerfile.parsed->instructions,
                             [&](const dockerfile::Instruction* instruction) { return instruction->op == op; });
}

static void check(const dockerfile::Stage& stage, Report& report) {
  const project::Dockerfile* const dockerfile = dockerfile_of(*stage.from, report);
  if (dockerfile == nullptr) return report.skip();
  // Where something is wrong `final-user-is-root` and `image-without-healthcheck` speak of it.
  if (!is_written(*dockerfile, dockerfile::Op::user) && (needs_no_user(stage) || base_gives_user(stage))) {
    Builder finding =
        report.at(stage.from->span, "No `USER` is written here; what the image runs as is the matter of its base");
    finding.peers("trivy:DS-0002 checkov:CKV_DOCKER_3 kics:missing_user_instruction");
    if (stage.cmd != nullptr) finding.also_peers("semgrep:missing-user");
    if (stage.entrypoint != nullptr) finding.also_peers("semgrep:missing-user-entrypoint");
  }
  if (!is_written(*dockerfile, dockerfile::Op::healthcheck) && (needs_no_probe(stage) || base_gives_probe(stage)))
    report.at(stage.from->span, "No `HEALTHCHECK` is written here; a probe is the matter of the base or of a service")
        .peers("trivy:DS-0026 checkov:CKV_DOCKER_2 kics:healthcheck_instruction_missing");
}

extern const Rule rule = {
    .code = "SW1529",
    .summary = "User or probe that is left to the base",
    .why =
        "A base may change its user or its probe with any release. A policy that every Dockerfile has to say both is "
        "met by what is written in the file alone.",
    .remedy = "Write `USER` and `HEALTHCHECK` where such a policy holds.",
    .peers =
        "trivy:DS-0002 checkov:CKV_DOCKER_3 kics:missing_user_instruction trivy:DS-0026 checkov:CKV_DOCKER_2 "
        "kics:healthcheck_instruction_missing semgrep:missing-user semgrep:missing-user-entrypoint",
    .differs =
        "Off unless asked for: images that start nothing, and those whose base is known to give the setting, are in "
        "order. What is not is `final-user-is-root` and `image-without-healthcheck`.",
    .severity = Severity::info,
    .confidence = Confidence::certain,
    .rung = Rung::resist,
    .category = Category::security,
    .on = false,
    .check = each_final_stage<check>(),
};

}  // namespace seaworthy::rules::setting_left_to_base
