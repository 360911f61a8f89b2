#include "rules/rule.h"

#include "knowledge/knowledge.h"
#include "project/model.h"

namespace seaworthy::rules::image_without_healthcheck {

static void check(const dockerfile::Stage& stage, Report& report) {
  if (stage.entrypoint == nullptr && stage.cmd == nullptr) return report.skip();
  if (stage.healthcheck != nullptr) {
    if (stage.healthcheck->health_none)
      report.at(stage.healthcheck->span, "`HEALTHCHECK NONE` turns the probe of the base image off")
          .confidence(Confidence::likely);
    return;
  }
  const dockerfile::Stage& root = stage.root();
  const knowledge::Image* const base = root.base_known ? knowledge::image(root.base) : nullptr;
  if (base != nullptr && base->has_probe) return;
  report.at(stage.from->span, "The image declares no probe, so a hung program looks healthy; add `HEALTHCHECK`");
}

extern const Rule rule = {
    .code = "SW1014",
    .summary = "Image without a health check",
    .why =
        "Without a probe the engine knows only whether the process exists; a program that hangs is never restarted, "
        "and "
        "nothing can wait for it to be ready.",
    .remedy = "Declare `HEALTHCHECK` with a program that the image contains, or a probe for the service in Compose.",
    .peers =
        "hadolint:DL3057 trivy:DS-0026 kics:healthcheck_instruction_missing checkov:CKV_DOCKER_2 dockle:CIS-DI-0006 "
        "docker-bench:4.6",
    .differs = "A stage that starts nothing, or whose base brings a probe, is left alone.",
    .controls = "CIS Docker 1.6:4.6",
    .severity = Severity::low,
    .rung = Rung::healthy,
    .category = Category::monitoring,
    .strength = "declare a health check",
    .check = each_final_stage<check>(),
};

}  // namespace seaworthy::rules::image_without_healthcheck
