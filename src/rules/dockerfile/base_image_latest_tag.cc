#include "rules/rule.h"

#include "knowledge/knowledge.h"
#include "rules/lib/own_images.h"

namespace seaworthy::rules::base_image_latest_tag {

static void check(const dockerfile::Instruction& from, Report& report) {
  const dockerfile::Stage* const stage = from.stage;
  if (stage == nullptr || stage->parent != nullptr || !stage->base_known) return report.skip();
  const knowledge::Reference image = knowledge::parse_reference(stage->base);
  if (!image.valid || image.repository == "scratch" || !image.digest.empty()) return report.skip();
  if (image.tag != "latest") return;
  Builder finding =
      report.at(stage->base_span, "`{}` is another image after every release of it; name the version that was tested",
                stage->base);
  if (report.text(stage->base_span).find('$') != std::string_view::npos) finding.confidence(Confidence::likely);
  // What the repository builds itself is as old as its last build.
  if (is_built_here(report.project(), stage->base)) finding.severity(Severity::low);
}

extern const Rule rule = {
    .code = "SW1011",
    .summary = "Base image with the tag `latest`",
    .why =
        "The tag moves with every release, so that two builds of one commit differ and a new major version arrives "
        "without anybody having asked for it.",
    .remedy = "Name a version, `node:22.11-slim`, and its digest where builds must be repeatable.",
    .peers =
        "hadolint:DL3007 trivy:DS-0001 kics:image_version_using_latest checkov:CKV_DOCKER_7 dockle:DKL-DI-0006 "
        "semgrep:avoid-latest-version",
    .differs = "A digest behind the tag pins the image, so there is nothing to report then.",
    .references = "https://docs.docker.com/build/building/best-practices/#pin-base-image-versions",
    .severity = Severity::medium,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_instruction<check, dockerfile::Op::from>(),
};

}  // namespace seaworthy::rules::base_image_latest_tag
