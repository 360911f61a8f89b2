#include "rules/rule.h"

#include "knowledge/knowledge.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::base_image_without_tag {

static void check(const dockerfile::Instruction& from, Report& report) {
  const dockerfile::Stage* const stage = from.stage;
  if (stage == nullptr || stage->parent != nullptr || !stage->base_known) return report.skip();
  const knowledge::Reference image = knowledge::parse_reference(stage->base);
  if (!image.valid || image.repository == "scratch" || image.repository.empty()) return report.skip();
  // Names of Docker Hub's own images hold no `_`: this one was built on the same machine.
  if (image.registry.empty() && contains(image.repository, "_") && !contains(image.repository, "/"))
    return report.skip();
  if (!image.tag.empty() || !image.digest.empty()) return;
  report
      .at(stage->base_span,
          "`{}` without a tag is `latest`, another image after every release; name the version that was tested",
          stage->base)
      .confidence(contains(report.text(stage->base_span), "$") ? Confidence::likely : Confidence::certain);
}

extern const Rule rule = {
    .code = "SW1204",
    .summary = "Base image without a tag",
    .why =
        "Without a tag the newest release is taken: two builds of one commit differ, and a new major version arrives "
        "without "
        "anybody having asked for it.",
    .remedy = "Name a version, and its digest where builds must be repeatable.",
    .peers =
        "hadolint:DL3006 trivy:DS-0001 kics:image_version_not_explicit checkov:CKV_DOCKER_7 "
        "semgrep:missing-image-version",
    .differs =
        "Defaults of global ARGs are filled in (hadolint: names that begin with `$` pass). Stages are no images (kics "
        "and semgrep: "
        "hits), a registry's port is no tag (checkov and kics: it is), and a digest is as good as a tag.",
    .controls = "NIST 800-190:4.2.2",
    .severity = Severity::high,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_instruction<check, dockerfile::Op::from>(),
};

}  // namespace seaworthy::rules::base_image_without_tag
