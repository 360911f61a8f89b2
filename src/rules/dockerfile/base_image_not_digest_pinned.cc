#include "rules/rule.h"

#include "knowledge/knowledge.h"

namespace seaworthy::rules::base_image_not_digest_pinned {

static void check(const dockerfile::Instruction& from, Report& report) {
  const dockerfile::Stage* const stage = from.stage;
  if (stage == nullptr || stage->parent != nullptr || !stage->base_known) return report.skip();
  const knowledge::Reference image = knowledge::parse_reference(stage->base);
  // What stands behind `@` without being a digest pins nothing.
  const bool broken = !image.valid && stage->base.find('@') != std::string_view::npos;
  if (!broken && (!image.valid || image.repository == "scratch" || !image.digest.empty())) return;
  report.at(stage->base_span, "A tag can be moved; `{}@sha256:...` is the one image that was tested",
            broken ? stage->base.substr(0, stage->base.find('@')) : stage->base);
}

extern const Rule rule = {
    .code = "SW1200",
    .summary = "Base image without a digest",
    .why = "Whoever may push to the repository can move a tag to another image, and publishers do so with every patch.",
    .remedy =
        "Add the digest behind the tag and let a bot (Renovate, Dependabot) keep it fresh; without one the image gets "
        "no security "
        "fixes, so this rule is off by default.",
    .peers =
        "docker-language-server:scout/not_pinned_digest scorecard:pinned/containerImage "
        "semgrep:dockerfile-source-not-pinned",
    .differs = "Stages and `scratch` pass (semgrep: hits).",
    .controls = "NIST 800-190:4.1.5; OWASP Docker Top 10 2018:D08",
    .severity = Severity::low,
    .rung = Rung::resist,
    .category = Category::security,
    .on = false,
    .check = each_instruction<check, dockerfile::Op::from>(),
};

}  // namespace seaworthy::rules::base_image_not_digest_pinned
