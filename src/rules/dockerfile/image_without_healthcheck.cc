#include "rules/rule.h"

#include "knowledge/knowledge.h"
#include "project/model.h"
#include "rules/lib/left_to_base.h"
#include "rules/lib/ruby.h"

namespace seaworthy::rules::image_without_healthcheck {

static constexpr std::string_view usual_peers =
    "hadolint:DL3057 trivy:DS-0026 kics:healthcheck_instruction_missing checkov:CKV_DOCKER_2 dockle:CIS-DI-0006 "
    "docker-bench:4.6";

/// A port or a known server shows that something waits for requests; what does its work and ends needs no probe.
static bool serves(const dockerfile::Stage& stage, const knowledge::Image* base) {
  if (!stage.exposed.empty()) return true;
  return base != nullptr && base->kind != knowledge::ImageKind::language &&
         base->kind != knowledge::ImageKind::distribution && base->kind != knowledge::ImageKind::other;
}

static void check(const dockerfile::Stage& stage, Report& report) {
  if (stage.healthcheck != nullptr) {
    if (stage.entrypoint == nullptr && stage.cmd == nullptr) return report.skip();
    if (stage.healthcheck->health_none)
      report.at(stage.healthcheck->span, "`HEALTHCHECK NONE` turns the probe of the base image off")
          .confidence(Confidence::likely)
          .peers(usual_peers);
    return;
  }
  if (needs_no_probe(stage)) return report.skip();
  if (base_gives_probe(stage)) return;
  const dockerfile::Stage& root = stage.root();
  const knowledge::Image* const base = root.base_known ? knowledge::image(root.base) : nullptr;
  Builder finding =
      report.at(stage.from->span, "The image declares no probe, so a hung program looks healthy; add `HEALTHCHECK`");
  finding.peers(usual_peers);
  if (is_ruby_stage_to_ship(stage) && ruby_web_server(stage) != nullptr)
    finding.also_peers("tally:tally/ruby/healthcheck-rails-up-endpoint");
  if (!serves(stage, base)) finding.severity(Severity::info).confidence(Confidence::possible);
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
        "docker-bench:4.6 tally:tally/ruby/healthcheck-rails-up-endpoint",
    .differs =
        "A stage that starts nothing, whose base brings a probe, or that is a function of a cloud, is left alone; it "
        "is "
        "a remark where neither `EXPOSE` nor the base image says that something is served.",
    .controls = "CIS Docker 1.6:4.6",
    .severity = Severity::low,
    .rung = Rung::healthy,
    .category = Category::monitoring,
    .strength = "declare a health check",
    .check = each_final_stage<check>(),
};

}  // namespace seaworthy::rules::image_without_healthcheck
